/** Compiles the TypeScript of the documents as a user's files, in one program, without writing them anywhere. */
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { Block, Page } from './pages.ts'

/** `docs/plugins.md:12: …` for each thing the compiler refuses. Blocks of one page may import each other by name. */
export function compilePages(root: string, pages: readonly Page[]): readonly string[] {
  const files = new Map<string, { readonly page: Page; readonly block: Block }>()
  for (const page of pages) {
    for (const block of page.blocks.filter(({ language }) => language === 'ts')) {
      files.set(pathOf(root, page, block), { page, block })
    }
  }
  const options = optionsOf(root)
  const program = ts.createProgram([...files.keys()], options, hostOf(options, files))
  return [...files.keys()].flatMap(path => {
    const source = program.getSourceFile(path)
    const found = files.get(path)
    if (!source || !found) return [`${path} was not read`]
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const line = found.block.line + source.getLineAndCharacterOfPosition(start).line
        return `${found.page.path}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
      },
    )
  })
}

/** Inside of the project, so that `claudecodex` is found as it is by its own name. */
const pathOf = (root: string, page: Page, block: Block): string =>
  join(root, 'test', 'pages', page.path.replaceAll(/\W/g, '-'), block.name ?? `line-${block.line}.ts`)

function optionsOf(root: string): ts.CompilerOptions {
  const read = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...read.config, files: [] }, ts.sys, root)
  // Examples show what there is, not only what they use.
  return { ...options, noUnusedLocals: false, noUnusedParameters: false }
}

function hostOf(
  options: ts.CompilerOptions,
  files: ReadonlyMap<string, { readonly block: Block }>,
): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const folders = new Set([...files.keys()].map(path => dirname(path)))
  const { getSourceFile, fileExists, readFile, directoryExists } = host
  const textOf = (path: string): string | undefined => files.get(path)?.block.text
  return {
    ...host,
    fileExists: path => files.has(path) || fileExists(path),
    readFile: path => textOf(path) ?? readFile(path),
    directoryExists: path => folders.has(path) || (directoryExists?.(path) ?? true),
    getSourceFile: (path, language, ...rest) => {
      const text = textOf(path)
      return text === undefined
        ? getSourceFile(path, language, ...rest)
        : ts.createSourceFile(path, text, language, true)
    },
  }
}
