// The steps of rates on a slice, for test_loss_slice.py.

import { readFileSync } from "node:fs";

import { stepsOf } from "../../../mnist_core/scripts/demos/sums/descent.js";

const [slice, rates, num] = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(rates.map((rate) => stepsOf(slice, rate, num))));
