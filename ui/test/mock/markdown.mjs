// Enough Markdown for the mock: the server's own renderer is far better.
const escape = (t) => t.replace(/[&<>"]/g, (c) => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})[c])

function inline(t) {
  return escape(t)
    .replace(/&lt;a id=&quot;\w+&quot;&gt;&lt;\/a&gt;/g, "")
    .replace(/\\([`*_[\]])/g, "$1")
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/!\[([^\]]*)\]\((\/api\/v1\/attachments\/\w+)\)/g, '<img src="$2" alt="$1">')
    .replace(/\[([^\]]+)\]\((#evt_\w+)\)/g, (_m, words, at) => `<a href="${at}" class="event" data-event="${at.slice(1)}">${words}</a>`)
    .replace(/\[([^\]]+)\]\((#[\w-]+|https?:[^)\s]+|\/api\/v1\/attachments\/\w+)\)/g, '<a href="$2">$1</a>')
    .replace(/(^|[^*])\*([^*\s][^*]*)\*/g, "$1<em>$2</em>")
}

function tableOf(p) {
  const [head, , ...rest] = p.trim().split("\n").map((l) => l.split("|").slice(1, -1).map((c) => inline(c.trim())))
  const row = (cells, tag) => `<tr>${cells.map((c) => `<${tag}>${c}</${tag}>`).join("")}</tr>`
  return `<table><thead>${row(head, "th")}</thead><tbody>${rest.map((r) => row(r, "td")).join("")}</tbody></table>`
}

/** `block(info)` gives the HTML of a live data block. */
export function html(markdown, block = (info) => `<p>${escape(info)}</p>`) {
  return markdown
    .split(/\n{2,}/)
    .filter((p) => p.trim())
    .map((p) => {
      const fence = p.match(/^```(aftermath .*)\n/)
      const live = fence && block(fence[1])
      if (live) return live
      if (p.startsWith("```")) return `<pre><code>${escape(p.replace(/^```.*\n|\n?```$/g, ""))}</code></pre>`
      if (/^[-*] /.test(p)) return `<ul>${p.split(/\n(?=[-*] )/).map((l) => `<li>${inline(l.slice(2))}</li>`).join("")}</ul>`
      if (/^#+ /.test(p)) return `<h3>${inline(p.replace(/^#+ /, ""))}</h3>`
      if (/^\|.*\n\| ?-/.test(p)) return tableOf(p)
      if (p.startsWith("> ")) return `<blockquote><p>${inline(p.replace(/^> ?/gm, ""))}</p></blockquote>`
      return `<p>${inline(p)}</p>`
    })
    .join("\n")
}
