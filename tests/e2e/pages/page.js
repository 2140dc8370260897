// What only a page can do.

/** Makes a form that posts `fields`. */
function makeForm(url, enctype, fields) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: url, enctype });
  for (const [name, value] of Object.entries(fields)) {
    const input = Object.assign(document.createElement("input"), { type: "hidden" });
    input.setAttribute("name", name);
    input.setAttribute("value", value);
    form.append(input);
  }
  return form;
}

/** Submits a form, which replaces the page. */
function submit(url, enctype, fields) {
  const form = makeForm(url, enctype, fields);
  document.body.append(form);
  form.submit();
}

/** Submits a form inside a frame that has no origin. */
function submitInSandbox(url, enctype, fields) {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-forms allow-scripts";
  frame.srcdoc = `${makeForm(url, enctype, fields).outerHTML}<script>document.forms[0].submit()</script>`;
  document.body.append(frame);
}

/** Like `read`, with `XMLHttpRequest`. */
function readWithXhr(url, type, body) {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", url);
    xhr.withCredentials = true;
    xhr.setRequestHeader("Content-Type", type);
    xhr.onload = () => resolve({ status: xhr.status, ...JSON.parse(xhr.responseText) });
    xhr.onerror = () => resolve(undefined);
    xhr.send(body);
  });
}

/** Like `read`, in a service worker of this page. */
async function readInWorker(url, init) {
  const registration = await navigator.serviceWorker.register("/worker.js");
  const worker = registration.active ?? (await navigator.serviceWorker.ready).active;
  const { port1, port2 } = new MessageChannel();
  return await new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage({ url, init }, [port2]);
  });
}
