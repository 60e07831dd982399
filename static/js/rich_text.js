"use strict";
/* Formatted text: Squire in the place of the box (docs/decisions/rich-text.md). Without it the box takes plain text.
   As long as nothing is changed the box stays what it was and is sent as it was; after the first change a hidden
   field carries the HTML. The server cleans it again: what is done here only keeps the page tidy. */
(() => {
  const LABELS = document.querySelector("template[data-toolbar]");
  if (!window.Squire || !LABELS) return;
  const TAGS = new Set("P BR STRONG EM B I U S SUB SUP UL OL LI BLOCKQUOTE H3 H4 A TABLE THEAD TBODY TR TH TD".split(" "));
  const RENAMED = { H1: "H3", H2: "H3", H5: "H4", H6: "H4", STRIKE: "S" };
  const GONE = new Set("SCRIPT STYLE TITLE META LINK SVG MATH TEMPLATE IFRAME OBJECT HEAD".split(" "));

  /* Our copy of the allowed part of a node; other elements leave their text. Word's list paragraphs become lists. */
  function cleaned(node, into) {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) into.append(child.data.replace(/\s+/g, " "));
      if (child.nodeType !== Node.ELEMENT_NODE || GONE.has(child.tagName.toUpperCase())) continue;
      const style = child.getAttribute("style") || "", name = RENAMED[child.tagName] || child.tagName;
      if (/mso-list:\s*Ignore/i.test(style)) continue;  // the bullet or number that Word typed itself
      if (/mso-list:\s*l\d/i.test(style)) { listItem(child, into); continue; }
      if (!TAGS.has(name)) { cleaned(child, into); continue; }
      const copy = document.createElement(name);
      if (name === "A" && /^(https?:|mailto:)/i.test(child.getAttribute("href") || "")) copy.href = child.getAttribute("href");
      cleaned(child, copy);
      if (copy.textContent.trim() || name === "BR" || name === "TD") into.append(copy);
    }
    return into;
  }
  function listItem(paragraph, into) {
    const mark = paragraph.textContent.trim(), kind = /^[\dA-Za-z]{1,3}[.)]/.test(mark) ? "OL" : "UL";
    const list = into.lastElementChild?.tagName === kind ? into.lastElementChild : into.appendChild(document.createElement(kind));
    cleaned(paragraph, list.appendChild(document.createElement("LI")));
  }
  const fragment = (html) => cleaned(new DOMParser().parseFromString(html, "text/html").body, document.createDocumentFragment());

  function heading(editor) {
    const isOne = /H3/.test(editor.getPath());
    editor.modifyBlocks((blocks) => {
      for (const block of blocks.querySelectorAll(isOne ? "h3" : "p")) {
        const other = document.createElement(isOne ? "P" : "H3");
        other.append(...block.childNodes);
        block.replaceWith(other);
      }
      return blocks;
    });
  }
  function link(editor) {
    if (editor.hasFormat("A")) return editor.removeLink();
    const address = window.prompt(LABELS.dataset.ask, "https://");
    return /^(https?:|mailto:)\S{3,}/i.test(address || "") ? editor.makeLink(address) : null;
  }
  const ACTS = {
    bold: (e) => (e.hasFormat("B") ? e.removeBold() : e.bold()),
    italic: (e) => (e.hasFormat("I") ? e.removeItalic() : e.italic()),
    heading,
    bullets: (e) => (/UL/.test(e.getPath()) ? e.removeList() : e.makeUnorderedList()),
    numbers: (e) => (/OL/.test(e.getPath()) ? e.removeList() : e.makeOrderedList()),
    link,
  };
  const ON = { bold: /\bB\b/, italic: /\bI\b/, heading: /H3/, bullets: /UL/, numbers: /OL/, link: /\bA\b/ };

  function start(box) {
    const bar = LABELS.content.firstElementChild.cloneNode(true), root = document.createElement("div");
    const label = box.dataset.label || [...box.labels].map((one) => one.textContent.trim()).join(" ");
    root.className = "form-control rich prose";
    for (const [name, value] of Object.entries({ role: "textbox", "aria-multiline": "true", "aria-label": label,
      "aria-describedby": box.getAttribute("aria-describedby"), dir: box.dir || "auto", lang: box.lang })) if (value) root.setAttribute(name, value);
    bar.setAttribute("aria-label", `${bar.getAttribute("aria-label")}: ${label}`);
    box.before(bar, root);
    box.hidden = true;
    const editor = new window.Squire(root, { blockTag: "P", addLinks: false, sanitizeToDOMFragment: fragment });
    if (box.dataset.html) editor.setHTML(box.dataset.html);
    const html = document.createElement("input");
    Object.assign(html, { type: "hidden", name: `${box.name}-html`, disabled: true });
    box.after(html);
    const written = () => (root.innerText.trim() ? editor.getHTML() : "");
    let last = written();
    editor.addEventListener("input", () => {  // also when a program of the browser marks the box: then nothing is new
      const now = written();
      if (now === last) return;
      last = now;
      html.disabled = false;
      box.disabled = true;
      html.value = now;
      html.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const buttons = [...bar.querySelectorAll("button")];
    bar.addEventListener("mousedown", (event) => event.preventDefault());  // keep the selection in the text
    bar.addEventListener("click", (event) => {
      const act = event.target.closest("button")?.dataset.act;
      if (act) { ACTS[act](editor); editor.focus(); }
    });
    bar.addEventListener("keydown", (event) => {  // one stop for Tab, arrows inside: the toolbar pattern of ARIA
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (document.dir === "rtl" ? -1 : 1), at = buttons.indexOf(event.target);
      if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
    });
    buttons.forEach((button, place) => { button.tabIndex = place ? -1 : 0; });
    editor.addEventListener("pathChange", () => buttons.forEach(
      (button) => button.setAttribute("aria-pressed", ON[button.dataset.act].test(editor.getPath()))));
    const q = box.closest("[data-field]");
    q.querySelector(`label[for="${box.id}"]`)?.addEventListener("click", () => editor.focus());
    q.addEventListener("bringback", ({ detail: texts }) => {
      if (texts.has(html.name)) { editor.setHTML(texts.get(html.name)); html.disabled = false; box.disabled = true; }
      else if (texts.has(box.name) && texts.get(box.name) !== box.value) editor.insertPlainText(texts.get(box.name), false);
    });
  }
  document.querySelectorAll("textarea[data-rich]").forEach(start);
})();
