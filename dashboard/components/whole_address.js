// What the page chose by itself is said in its address, so that a copied link means the same
// tomorrow; and in place, since Back would come to every address that is added.
export default function ({ data }) {
  const address = new URL(window.location.href);
  for (const [name, value] of Object.entries(data)) address.searchParams.set(name, value);
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}
