/** How a file is written: sizes, types, exports, its twin test. Each check returns one sentence for each fault. */
import ts from 'typescript'
import { nodesOf, placeOf, type Source, type Sources } from './sources.ts'

export const longestFile = 250
export const longestFunction = 50

const excuse = /\/\/ long because \S/
const abbreviations = new Set(['req', 'res', 'cfg', 'msg', 'opts', 'ctx', 'err', 'cb', 'evt', 'params'])

const everyNode = (
  sources: Sources,
  judge: (node: ts.Node, source: Source) => string | undefined,
): string[] =>
  [...sources.values()].flatMap(source =>
    [...nodesOf(source.tree)].flatMap(node => {
      const fault = judge(node, source)
      return fault === undefined ? [] : [`${placeOf(source, node)}: ${fault}`]
    }),
  )

const lineCount = (source: Source): number => source.text.replace(/\n$/, '').split('\n').length

export const longFiles = (sources: Sources): string[] =>
  [...sources.values()]
    .filter(source => lineCount(source) > longestFile && !excuse.test(headOf(source)))
    .map(source => `${source.path} has ${lineCount(source)} lines; ${longestFile} are the limit`)

/** Everything before the first statement. */
const headOf = (source: Source): string =>
  source.text.slice(0, source.tree.statements[0]?.getStart(source.tree) ?? 0)

export const longFunctions = (sources: Sources): string[] =>
  everyNode(sources, (node, source) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return undefined
    const lineOf = (position: number): number => source.tree.getLineAndCharacterOfPosition(position).line
    const start = node.getStart(source.tree)
    const lines = lineOf(node.getEnd()) - lineOf(start) + 1
    if (lines <= longestFunction || isExcused(source, lineOf(start))) return undefined
    return `a function of ${lines} lines; ${longestFunction} are the limit`
  })

const isExcused = (source: Source, line: number): boolean =>
  excuse.test(source.text.split('\n')[line - 1] ?? '')

export const anyTypes = (sources: Sources): string[] =>
  everyNode(sources, node => (node.kind === ts.SyntaxKind.AnyKeyword ? '`any`' : undefined))

export const defaultExports = (sources: Sources): string[] =>
  everyNode(sources, node => {
    const isDefault =
      ts.isExportAssignment(node) ||
      (ts.isExportSpecifier(node) && node.name.text === 'default') ||
      (node.kind === ts.SyntaxKind.DefaultKeyword && node.parent.kind !== ts.SyntaxKind.DefaultClause)
    return isDefault ? 'a default export' : undefined
  })

export const starExports = (sources: Sources): string[] =>
  everyNode(sources, node =>
    ts.isExportDeclaration(node) && !node.exportClause ? '`export *`; the list is explicit' : undefined,
  )

/** Printing is for commands and plugins. */
export const consoleUses = (sources: Sources): string[] =>
  everyNode(sources, (node, source) => {
    const mayPrint = /^(src\/commands\/|src\/cli\.ts|plugins\/)/.test(source.path)
    const isConsole = ts.isIdentifier(node) && node.text === 'console' && node.parent.getChildAt(0) === node
    return isConsole && !mayPrint ? '`console`; only commands and plugins print' : undefined
  })

export const abbreviatedNames = (sources: Sources): string[] =>
  everyNode(sources, node => {
    if (!(ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)))
      return undefined
    if (!ts.isIdentifier(node.name) || !abbreviations.has(node.name.text)) return undefined
    return `\`${node.name.text}\`; names are whole words`
  })

/** `src/core/onion.ts` wants `test/core/onion.test.ts`; files that only hold types, data or re-exports want none. */
export const missingTwins = (sources: Sources, tests: Sources): string[] =>
  [...sources.values()]
    .filter(source => doesSomething(source))
    .map(source => source.path.replace(/^src\//, '').replace(/\.ts$/, ''))
    .filter(name => !tests.has(`test/${name}.test.ts`) && !tests.has(`test/${name}.nock.test.ts`))
    .map(name => `test/${name}.test.ts is missing`)

const doesSomething = (source: Source): boolean =>
  [...nodesOf(source.tree)].some(
    node =>
      (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) ||
      ts.isClassLike(node) ||
      ts.isCallExpression(node) ||
      ts.isNewExpression(node),
  )

const everyLine = (sources: Sources, pattern: RegExp): string[] =>
  [...sources.values()].flatMap(source =>
    source.text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${source.path}:${index + 1}: ${line.trim()}`] : [])),
  )

export const sleepingTests = (tests: Sources): string[] =>
  everyLine(tests, /\b(it|describe)\.(only|skip)\(|\bthis\.skip\(|\bx(it|describe)\(/)

export const unfinishedMarks = (sources: Sources): string[] => everyLine(sources, /\b(TODO|FIXME|XXX)\b/)
