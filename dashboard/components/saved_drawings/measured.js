// How the steps of a ladder read the saved drawings.

/** @typedef {{ id: number, digit: number, pixels: string, changeable?: boolean }} Drawing digit: what it shall be; changeable by whoever looks */
/** @typedef {{ label: string, accuracy: number, wrong: [id: number, read: number][] }} Network */
/** @typedef {{ steps: { title: string, networks: Network[] }[], num: number, newest: number, drawings: Drawing[] }} Measured newest: no later drawing was read */

/**
 * As if this drawing had never been measured.
 * @param {Measured} measured
 * @param {number} id
 * @returns {Measured}
 */
export function withoutDrawing(measured, id) {
  const { steps, num, newest, drawings } = measured;
  if (id > newest) return measured;
  const left = num - 1;
  return {
    num: left,
    newest,
    drawings: drawings.filter((drawing) => drawing.id !== id),
    steps: steps.map(({ title, networks }) => ({
      title,
      networks: networks.map((network) => {
        const wrong = network.wrong.filter(([read]) => read !== id);
        return { ...network, wrong, accuracy: left ? 100 * (left - wrong.length) / left : 0 };
      }),
    })),
  };
}
