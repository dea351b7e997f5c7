/** The inside of one Lucide icon; see vite.config.ts. */
declare module "icon:*" {
  const inside: string
  export default inside
}
