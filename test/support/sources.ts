/** The project's own sources as the house's checks see them: text, imports and syntax tree of every file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'

export interface Source {
  /** From the root, with forward slashes: `src/core/onion.ts`. */
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile
  /** As written, type imports and `import()` included. */
  readonly imports: readonly string[]
}

export type Sources = ReadonlyMap<string, Source>

/** Every TypeScript file under the given folders of `root`. */
export function readSources(root: string, folders: readonly string[]): Sources {
  const sources = new Map<string, Source>()
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const path = posix.join(folder, entry.replaceAll('\\', '/'))
      if (path.endsWith('.ts')) sources.set(path, readSource(root, path))
    }
  }
  return sources
}

function readSource(root: string, path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  return {
    path,
    text,
    tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true),
    imports: ts.preProcessFile(text, true, true).importedFiles.map(file => file.fileName),
  }
}

/** Where an import leads: a file of the project, a package, or a module of Node. */
export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }

/** What `package.json` exports under the project's own name. */
function ownFile(specifier: string): string {
  if (specifier === 'claudecodex') return 'src/index.ts'
  if (specifier === 'claudecodex/testing') return 'src/testing/index.ts'
  return `${specifier.slice('claudecodex/'.length)}.ts`
}

export function targetOf(source: Source, specifier: string): Target {
  if (specifier.startsWith('node:')) return { kind: 'node', name: specifier.slice('node:'.length) }
  if (specifier.startsWith('.')) {
    return { kind: 'file', path: posix.join(posix.dirname(source.path), specifier) }
  }
  if (specifier.split('/')[0] === 'claudecodex') return { kind: 'file', path: ownFile(specifier) }
  const [scope = '', name = ''] = specifier.split('/')
  return { kind: 'package', name: scope.startsWith('@') ? `${scope}/${name}` : scope }
}

/** Every node of a syntax tree, outermost first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, child => void children.push(child))
  for (const child of children) yield* nodesOf(child)
}

/** `path:line` of a node. */
export const placeOf = (source: Source, node: ts.Node): string =>
  `${source.path}:${source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line + 1}`
