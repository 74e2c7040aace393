// Requests of a form's scripts to the server.

// Returns `post(url, fields)`: a POST with the CSRF token of `form`. After signing in again in another tab
// the token is a new one.
export function requests(form) {
  const renewed = new Map();

  async function renewToken(url) {
    // At most once in ten seconds for a URL that stays forbidden.
    if (Date.now() - renewed.get(url) < 10000) return false;
    renewed.set(url, Date.now());
    const answer = await fetch(location.pathname);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector(`#${form.id} [name=csrfmiddlewaretoken]`);
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    return Boolean(token);
  }

  return async (url, fields, more = {}) => {
    const body = fields instanceof FormData ? fields : new FormData();
    if (body !== fields) Object.entries(fields).forEach(([name, value]) => body.set(name, value));
    const token = form.elements.csrfmiddlewaretoken;
    const send = () => {
      body.set("csrfmiddlewaretoken", token.value);
      return fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", ...more });
    };
    const answer = await send();
    const isRenewed = answer.status === 403 && (body.get("csrfmiddlewaretoken") !== token.value || (await renewToken(url)));
    return isRenewed ? send() : answer;
  };
}
