/** The project's documents as data: code blocks, links, headings, tables. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

export interface Block {
  /** First word after the fence, such as `ts`. */
  readonly language: string
  /** Marked with `run`: it is a program that ends well. */
  readonly runs: boolean
  /** `// name.ts` in its first line, else undefined. */
  readonly name?: string
  readonly text: string
  /** Of the page, counting from 1: the first line of the text. */
  readonly line: number
}

export interface Page {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
}

/** README and the like, and everything under `docs/`. */
export function readPages(root: string): readonly Page[] {
  const top = readdirSync(root).filter(name => name.endsWith('.md'))
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map(name => posix.join('docs', name.replaceAll('\\', '/')))
    .filter(name => name.endsWith('.md'))
  return [...top, ...docs].sort().map(path => pageOf(path, readFileSync(join(root, path), 'utf8')))
}

export function pageOf(path: string, text: string): Page {
  const blocks: Block[] = []
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const opening = /^(`{3,})(\w*)( run)?$/.exec(lines[index] ?? '')
    if (!opening) continue
    const [, fence = '', language = '', run] = opening
    const end = lines.indexOf(fence, index + 1)
    if (end < 0) throw new Error(`${path}:${index + 1}: a code block that does not end`)
    const code = lines.slice(index + 1, end)
    const name = /^\/\/ (\S+\.ts)$/.exec(code[0] ?? '')?.[1]
    blocks.push({
      language,
      runs: run !== undefined,
      text: `${code.join('\n')}\n`,
      line: index + 2,
      ...(name && { name }),
    })
    index = end
  }
  return { path, text, blocks }
}

/** The prose: every code block as empty lines, so that line numbers stay. */
export function proseOf({ text, blocks }: Page): string {
  const lines = text.split('\n')
  for (const { line, text: code } of blocks) {
    const length = code.split('\n').length - 1
    for (let index = line - 2; index <= line + length - 1; index++) lines[index] = ''
  }
  return lines.join('\n')
}

/** Targets of `[text](target)`, those in code left out. */
export const linksOf = (page: Page): readonly string[] =>
  [
    ...proseOf(page)
      .replaceAll(/`[^`\n]*`/g, 'code')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target = '']) => target)

export interface Heading {
  readonly level: number
  readonly text: string
}

export const headingsOf = (page: Page): readonly Heading[] =>
  [...proseOf(page).matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', text = '']) => ({
    level: marks.length,
    text,
  }))

/** The name by which a heading can be linked to, as GitHub makes it. */
export const anchorOf = (heading: Heading): string =>
  heading.text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')

/** The part below a heading, up to the next one of its level or above. */
export function sectionOf(page: Page, title: string): Page {
  const lines = page.text.split('\n')
  const start = lines.findIndex(line => line.replace(/^#+ /, '') === title && line.startsWith('#'))
  if (start < 0) throw new Error(`${page.path} has no section "${title}"`)
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1
  const length = lines.slice(start + 1).findIndex(line => new RegExp(`^#{1,${level}} `).test(line))
  return pageOf(page.path, lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n'))
}

/** Rows of the Markdown tables of a page, headings left out; code marks are taken off. */
export const rowsOf = (page: Page): readonly (readonly string[])[] =>
  proseOf(page)
    .split('\n')
    .filter(
      (line, index, lines) =>
        line.startsWith('|') && !/^\|\s*-/.test(lines[index + 1] ?? '') && !/^\|\s*-/.test(line),
    )
    .map(line =>
      line
        .slice(1, -1)
        .split('|')
        .map(cell => cell.trim()),
    )

/** What stands in code marks in a text. */
export const codeIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
