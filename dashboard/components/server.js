// Asking this server: pages live below the root (/errors); the routes do not.

function api(path) {
  const root = document.baseURI.replace(/[?#].*$/, "").replace(/\/(train|network|errors|draw|compare)\/?$/, "/");
  return new URL("api/" + path, root.endsWith("/") ? root : root + "/").href;
}

// the answer, or an error with the server's own sentence
async function answerOf(path, signal) {
  let reply;
  try {
    reply = await fetch(api(path), { signal });
  } catch (error) {
    throw signal?.aborted ? error : new Error("The server does not answer; is it still running?");
  }
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.error);
  return answer;
}
