// Uploads pictures one after the other, with a bar for each and a verdict in words. Without this
// module the form sends all of them at once.

// Sends one file; `moved` is told how much of it has gone, from 0 to 1.
function send(url, token, file, moved) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token);
    body.set("files", file, file.name || "picture.png");
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && moved(event.loaded / event.total));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", reject);
    request.send(body);
  });
}

// `form` is the form of the upload, `list` the list of verdicts; `taken` is told of each picture.
export function uploads(form, list, taken) {
  const { uploading, failed, tooLarge, trouble, signedOut } = form.dataset;
  const field = form.elements.files;
  const token = () => (form.elements.csrfmiddlewaretoken ?? document.querySelector("[name=csrfmiddlewaretoken]")).value;
  let last = Promise.resolve();

  // Why an answer has no verdict. Whoever is signed out was led to the log-in page.
  function reason(answer) {
    if (answer.status === 413) return tooLarge;
    return answer.status === 403 || answer.responseURL !== new URL(form.action, location.href).href ? signedOut : trouble;
  }

  async function upload(file) {
    const line = document.createElement("li");
    const words = document.createElement("span");
    const bar = document.createElement("progress");
    const say = (text, kind) => {
      words.textContent = text.replace("{name}", file.name);
      line.className = kind;
    };
    bar.setAttribute("aria-label", file.name);
    say(uploading, "running");
    line.append(words, bar);
    list.prepend(line);
    try {
      const answer = await send(form.action, token(), file, (part) => {
        bar.value = part;
      });
      const verdict = answer.response?.verdicts?.[0];
      if (!verdict) say(reason(answer), "refused");
      else {
        say(verdict.message, verdict.taken ? "taken" : "refused");
        if (verdict.taken) taken(verdict, line);
      }
    } catch {
      say(failed, "refused");
    }
    bar.remove();
  }

  // In the order in which they were given, one at a time: the server decodes one at a time.
  function add(files) {
    for (const file of files) last = last.then(() => upload(file));
    return last;
  }

  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const area = form.closest("dialog") ?? document;
  area.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  area.addEventListener("dragleave", (event) => event.relatedTarget || form.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    add([...event.dataTransfer.files]);
  });
  const addChosen = async () => {
    await add([...field.files]);
    field.value = "";
  };
  field.addEventListener("change", addChosen);
  // What was chosen while this module came.
  if (field.files.length) addChosen();
  form.querySelector("button[type=submit]").hidden = true;
  form.querySelector(".drop-hint").hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
}
