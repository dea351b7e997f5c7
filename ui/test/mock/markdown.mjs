// Enough Markdown for the mock: the server's own renderer is far better.
const escape = (t) => t.replace(/[&<>"]/g, (c) => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})[c])

function inline(t) {
  return escape(t)
    .replace(/&lt;a id=&quot;\w+&quot;&gt;&lt;\/a&gt;/g, "")
    .replace(/\\([`*_[\]])/g, "$1")
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/\[([^\]]+)\]\((#[\w-]+|https?:[^)\s]+)\)/g, '<a href="$2">$1</a>')
}

/** `block(info)` gives the HTML of a live data block. */
export function html(markdown, block = (info) => `<p>${escape(info)}</p>`) {
  return markdown
    .split(/\n{2,}/)
    .filter((p) => p.trim())
    .map((p) => {
      const fence = p.match(/^```(aftermath .*)\n/)
      if (fence) return `<div class="block" data-block="${escape(fence[1])}">${block(fence[1])}</div>`
      if (p.startsWith("```")) return `<pre><code>${escape(p.replace(/^```.*\n|\n?```$/g, ""))}</code></pre>`
      if (/^[-*] /.test(p)) return `<ul>${p.split(/\n(?=[-*] )/).map((l) => `<li>${inline(l.slice(2))}</li>`).join("")}</ul>`
      if (/^#+ /.test(p)) return `<h3>${inline(p.replace(/^#+ /, ""))}</h3>`
      if (p.startsWith("> ")) return `<blockquote><p>${inline(p.replace(/^> ?/gm, ""))}</p></blockquote>`
      return `<p>${inline(p)}</p>`
    })
    .join("\n")
}
