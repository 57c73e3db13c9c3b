// What the page chose by itself is said in its address, so that a copied link means the same
// tomorrow; and in place, since Back would come to every address that is added.

import { sayInAddress } from "../shared/address.js";

/** @import { Call } from "../shared/element.js" */

/** @param {Call<{ parameters: Record<string, string> }>} call */
export default function ({ data }) {
  sayInAddress(data.parameters);
}
