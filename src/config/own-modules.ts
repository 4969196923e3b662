/** The running copy of this package, as configuration files and plugins import it: whatever they find is this one. */
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

// From the sources under tsx, or from the build: the two trees have the same shape.
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
const own = (path: string): URL => new URL(`../../${path}${ending}`, import.meta.url)

const publicApi = 'claudecodex'
const testing = 'claudecodex/testing'
const plugins = 'claudecodex/plugins/'
const mention = /\bclaudecodex\/(?:testing|plugins\/[\w-]+)/g

/** Whether `claudecodex/plugins/NAME` is part of this package. */
export const isShipped = (name: string): boolean =>
  /^[\w-]+$/.test(name) && existsSync(own(`plugins/${name}`))

/** Names of the plugins that are part of this package. */
export const shippedNames = (): readonly string[] =>
  readdirSync(new URL('.', own('plugins/any'))).flatMap(file =>
    file.endsWith(ending) && !file.endsWith(`.d${ending}`) ? [file.slice(0, -ending.length)] : [],
  )

/**
 * Namespaces by import specifier: the public API, and whatever else of the package the texts mention. The import is
 * by address and not by name, because this is the layer below what it lends out.
 */
export async function ownModules(texts: Iterable<string>): Promise<Readonly<Record<string, unknown>>> {
  const specifiers = new Set([publicApi])
  for (const text of texts) for (const [specifier] of text.matchAll(mention)) specifiers.add(specifier)
  const modules = await Promise.all(
    [...specifiers].map(async (specifier): Promise<readonly [string, unknown]> => {
      const address = addressOf(specifier)
      return [specifier, existsSync(address) ? await load(address) : undefined]
    }),
  )
  return Object.fromEntries(modules.filter(([, module]) => module !== undefined))
}

const require = createRequire(import.meta.url)
const isRequired = require.cache[fileURLToPath(import.meta.url)] !== undefined

// A program that requires its modules, as mocha does, has them apart from those it imports.
const load = async (address: URL): Promise<unknown> =>
  isRequired ? require(fileURLToPath(address)) : await import(address.href)

function addressOf(specifier: string): URL {
  if (specifier === publicApi) return own('src/index')
  if (specifier === testing) return own('src/testing/index')
  return own(`plugins/${specifier.slice(plugins.length)}`)
}
