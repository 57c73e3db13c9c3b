// What all layers have in common. Maps are channels x rows x columns in one Float32Array, as PyTorch
// lays them out; a vector is a map of one position. A digit is one map, batches there are none.

export type Values = Float32Array<ArrayBuffer>;

/** A layer of the notation, with its weights as PyTorch names them. */
export interface Layer {
  kind: string;
  /** as the notation writes it */
  token: string;
  inChannels: number;
  outChannels: number;
  /** height and width of the map that comes in; 1 for a vector */
  sizeIn: number;
  sizeOut: number;
  kernel: number;
  stride: number;
  padding: number;
  dilation: number;
  groups: number;
  weights: Record<string, Values>;
}

/**
 * How a kind of layer computes. `backward` takes the gradient of the loss by the output to that by
 * the input; `gradients` are those by its own trained weights. Neither changes what it is given.
 */
export interface Kind {
  forward: (layer: Layer, input: Values) => Values;
  backward?: (layer: Layer, input: Values, gradient: Values) => Values;
  gradients?: (layer: Layer, input: Values, gradient: Values) => Record<string, Values>;
}
