import json
import struct
from pathlib import Path

import torch


def read_safetensors(path: str | Path) -> dict[str, torch.Tensor]:
    """The tensors of a .safetensors file by name, without the package of that name.

    The file is the length of a header (8 bytes), the header (JSON: type, shape and place of each
    tensor), then the numbers.
    """
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header, numbers = json.loads(data[8:8 + length]), data[8 + length:]
    types = {"F32": torch.float32, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            values = torch.frombuffer(bytearray(numbers[start:end]), dtype=types[entry["dtype"]])
            tensors[name] = values.reshape(entry["shape"])
    return tensors
