// Asking this server: the answer, or an error with the server's own sentence.

async function answerOf(path, signal) {
  let reply;
  try {
    reply = await fetch(routeOf(`api/${path}`), { signal });
  } catch (error) {
    throw signal?.aborted ? error : new Error("The server does not answer; is it still running?");
  }
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.error);
  return answer;
}
