/** Which file may import what. Each check returns one sentence for each thing that is wrong. */
import { dirname } from 'node:path/posix'
import { type Source, type Sources, targetOf } from './sources.ts'

type Layer = keyof typeof mayImport

const language = ['anthropic'] as const
const below = [...language, 'core', 'wire'] as const
const backends = [
  ...below,
  'backend contract',
  'shared by backends',
  'backend',
  'recorded backend',
  'recording',
  'council backend',
  'council',
] as const

/** Layer by layer, from the language at the bottom to the commands at the top. */
const mayImport = {
  anthropic: language,
  core: [...language, 'core'],
  wire: [...language, 'wire'],
  'backend contract': below,
  'shared by backends': [...below, 'shared by backends'],
  backend: [...below, 'backend contract', 'shared by backends', 'backend'],
  'recorded backend': [...below, 'backend contract', 'shared by backends', 'recorded backend', 'recording'],
  recording: [...below, 'recording'],
  council: [...below, 'council'],
  'council backend': [...below, 'backend contract', 'shared by backends', 'council backend', 'council'],
  config: [...backends, 'config'],
  testing: [...backends, 'testing'],
  'public API': [...backends, 'config'],
  server: [...backends, 'config', 'server'],
  commands: [...backends, 'config', 'testing', 'server', 'commands', 'plugins'],
  plugins: ['public API', 'plugins'],
} as const satisfies Record<string, readonly string[]>

/** The first prefix that fits tells the layer. */
const prefixes: readonly (readonly [string, Layer])[] = [
  ['src/anthropic/', 'anthropic'],
  ['src/core/', 'core'],
  ['src/wire/', 'wire'],
  ['src/backends/backend-factory.ts', 'backend contract'],
  ['src/backends/shared/', 'shared by backends'],
  ['src/backends/recorded/', 'recorded backend'],
  ['src/backends/council/', 'council backend'],
  // Says what the council's simulation says.
  ['src/backends/sim/', 'council backend'],
  ['src/backends/', 'backend'],
  ['src/recording/', 'recording'],
  ['src/council/', 'council'],
  ['src/config/', 'config'],
  ['src/testing/', 'testing'],
  ['src/index.ts', 'public API'],
  ['src/server/', 'server'],
  ['src/commands/', 'commands'],
  ['src/cli.ts', 'commands'],
  ['plugins/', 'plugins'],
]

/** Path prefixes in which a package may be imported. Not listed: nowhere in src/ and plugins/. */
const homes: Readonly<Record<string, readonly string[]>> = {
  got: ['src/wire/'],
  hpagent: ['src/wire/'],
  'eventsource-parser': ['src/wire/'],
  koa: ['src/server/'],
  '@koa/router': ['src/server/'],
  'koa-bodyparser': ['src/server/'],
  '@aws-sdk/client-bedrock-runtime': ['src/backends/bedrock/'],
  jsonrepair: ['src/backends/openai/'],
  'ai-tokenizer': ['src/backends/shared/'],
  '@pydantic/genai-prices': ['src/config/'],
  cosmiconfig: ['src/config/'],
  jiti: ['src/config/'],
  commander: ['src/commands/', 'src/cli.ts'],
  chalk: ['src/commands/', 'src/cli.ts', 'plugins/'],
  nock: ['test/backends/'],
}

/** Layer 0 imports nothing; the core knows neither network nor disk nor terminal. */
const outside = /^(fs|http|https|http2|net|tls|dgram|dns|child_process|readline|repl|tty)(\/|$)/
const credentials = 'src/core/credentials.ts'
const seesCredentials = ['src/core/', 'src/server/', 'src/backends/anthropic/']

const layerOf = (path: string): Layer | undefined => prefixes.find(([prefix]) => path.startsWith(prefix))?.[1]
const isProduct = (path: string): boolean => path.startsWith('src/') || path.startsWith('plugins/')
const under = (path: string, folders: readonly string[]): boolean =>
  folders.some(folder => path.startsWith(folder))

/** Every import of a file by every rule on directions. */
export const wrongImports = (sources: Sources): string[] =>
  [...sources.values()].flatMap(source =>
    source.imports.flatMap(specifier => {
      const fault = faultOf(source, specifier, sources)
      return fault === undefined ? [] : [`${source.path} imports ${specifier}: ${fault}`]
    }),
  )

function faultOf(source: Source, specifier: string, sources: Sources): string | undefined {
  const target = targetOf(source, specifier)
  const from = layerOf(source.path)
  if (target.kind === 'package') return faultOfPackage(source.path, target.name)
  if (target.kind === 'node') {
    if (from === 'anthropic') return 'the language imports nothing but itself'
    return from === 'core' && outside.test(target.name)
      ? 'the core has no network, no disk, no terminal'
      : undefined
  }
  if (!isProduct(source.path)) return undefined
  if (from === undefined) return `no layer is known for ${source.path}`
  if (!sources.has(target.path)) return 'there is no such file'
  return faultOfDirection(source.path, from, target.path)
}

function faultOfPackage(path: string, name: string): string | undefined {
  const home = homes[name]
  if (!isProduct(path) && name !== 'nock') return undefined
  if (home === undefined) return 'the package has no home in the table of packages'
  return under(path, home) ? undefined : `the package belongs in ${home.join(', ')}`
}

function faultOfDirection(path: string, from: Layer, target: string): string | undefined {
  const to = layerOf(target)
  if (to === undefined) return 'it is outside src/ and plugins/'
  if (!(mayImport[from] as readonly string[]).includes(to)) {
    return `${from} may import ${mayImport[from].join(', ')}`
  }
  if (from === 'backend' && to === 'backend' && homeOf(path, 3) !== homeOf(target, 3))
    return 'a sibling backend'
  if (from === 'plugins' && to === 'plugins' && homeOf(path, 2) !== homeOf(target, 2)) return 'another plugin'
  return target === credentials && !under(path, seesCredentials)
    ? `only ${seesCredentials.join(', ')} may see credentials`
    : undefined
}

/** `src/backends/demo/index.ts` -> `src/backends/demo`; `plugins/log.ts` and `plugins/log/table.ts` -> `plugins/log`. */
const homeOf = (path: string, depth: number): string =>
  path.replace(/\.ts$/, '').split('/').slice(0, depth).join('/')

/** Each circle of imports once, type imports included. */
export function cycles(sources: Sources): string[] {
  const found: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (path: string, way: readonly string[]): void => {
    if (state.get(path) === 'done') return
    if (state.get(path) === 'open') {
      found.push([...way.slice(way.indexOf(path)), path].join(' -> '))
      return
    }
    state.set(path, 'open')
    for (const next of filesImportedBy(path, sources)) visit(next, [...way, path])
    state.set(path, 'done')
  }
  for (const path of sources.keys()) visit(path, [])
  return found
}

function filesImportedBy(path: string, sources: Sources): string[] {
  const source = sources.get(path)
  if (!source) return []
  return source.imports.flatMap(specifier => {
    const target = targetOf(source, specifier)
    return target.kind === 'file' ? [target.path] : []
  })
}

/** An `index.ts` hides where things are; only the public API, the test kit and the backends have one. */
export const strayIndexes = (sources: Sources): string[] =>
  [...sources.keys()].filter(
    path =>
      path.endsWith('/index.ts') &&
      !['src', 'src/testing'].includes(dirname(path)) &&
      !/^src\/backends\/[^/]+\/index\.ts$/.test(path) &&
      isProduct(path),
  )
