import {svelte} from "@sveltejs/vite-plugin-svelte"
import {readFileSync} from "node:fs"
import {defineConfig, type Plugin} from "vite"

/** `import search from "icon:search"`: the inside of one Lucide icon as text, for Icon.svelte. Only what is used is bundled. */
function icons(): Plugin {
  return {
    name: "icons",
    resolveId: (id) => (id.startsWith("icon:") ? "\0" + id : null),
    load(id) {
      if (!id.startsWith("\0icon:")) return null
      const svg = readFileSync(new URL(`node_modules/lucide-static/icons/${id.slice(6)}.svg`, import.meta.url), "utf8")
      const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
      return `export default ${JSON.stringify(inside.replace(/\s*\n\s*/g, ""))}`
    },
  }
}

/** Preloads the two latin font files and the entry's data, which the page needs before it can show anything. */
function preload(): Plugin {
  return {
    name: "preload",
    transformIndexHtml: {
      order: "post",
      handler: (_html, {bundle}) =>
        Object.keys(bundle ?? {})
          .filter((name) => /inter-latin-wght-normal.*\.woff2$/.test(name))
          .map((name) => ({
            tag: "link",
            attrs: {rel: "preload", href: "/" + name, as: "font", type: "font/woff2", crossorigin: ""},
            injectTo: "head" as const,
          })),
    },
  }
}

const server = process.env["AFTERMATH"] ?? "http://127.0.0.1:8080"

export default defineConfig({
  plugins: [icons(), preload(), svelte()],
  // Assets are files, never data: addresses, so that the content security policy can stay strict. Browsers of the CSS target
  // know light-dark(); for older ones it would be rewritten into something that no longer follows a part's colour scheme.
  build: {assetsInlineLimit: 0, modulePreload: {polyfill: false}, target: "es2023", cssTarget: ["chrome123", "firefox125", "safari17.5"], reportCompressedSize: true},
  server: {proxy: {"/api": server}},
})
