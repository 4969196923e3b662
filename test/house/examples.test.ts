/** Every plugin that ships, and every one that the documents print, is tried as `plugins check` tries one. */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { loadPlugin } from '../../src/commands/plugins/load-plugin.ts'
import { tryPlugin } from '../../src/commands/plugins/trials.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { readExchanges } from '../../src/testing/recorded.ts'
import { type Block, readPages } from '../support/pages.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const root = process.cwd()

/** What a plugin is made with here, by its name. */
const options: Readonly<Record<string, object>> = {
  gate: { model: 'small' },
  greeting: { word: 'Ahoy' },
  'cheap-subagents': { model: 'small' },
  'to-file': { file: 'recorded.jsonl' },
  'save-exchanges': { folder: 'recorded' },
  budget: { tokens: 200_000 },
  failover: { sleep: async () => {} },
  log: { stream: { write: () => true } },
}

const isPlugin = ({ language, text }: Block): boolean =>
  language === 'ts' && text.includes('export default definePlugin')
const nameIn = (text: string): string => /\bname: '([^']+)'/.exec(text)?.[1] ?? ''

/** The page's named blocks as files, since they may import each other, and its plugins besides. */
function filesOf(blocks: readonly Block[]): Readonly<Record<string, string>> {
  const named = blocks.flatMap(({ name, text }) => (name ? [[name, text] as const] : []))
  const plugins = blocks.filter(isPlugin).map(({ line, text }) => [`plugin-${line}.ts`, text] as const)
  return Object.fromEntries([...named, ...plugins])
}

/** A folder with these files, from which the libraries of the examples are found. */
function folderOf(files: Readonly<Record<string, string>>): Tree {
  const tree = makeTree(files)
  const link = join(tree.root, 'node_modules', 'zod')
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(join(root, 'node_modules', 'zod'), link, 'junction')
  return tree
}

async function faultsOf(plugin: Plugin, from?: string): Promise<readonly string[]> {
  const { trials } = await tryPlugin(plugin, await readExchanges(), from)
  return trials.flatMap(({ exchange, way, faults }) => faults.map(fault => `${exchange}, ${way}: ${fault}`))
}

describe('the plugins in the documents', function () {
  this.timeout(60_000)

  for (const page of readPages(root)) {
    for (const { line, text } of page.blocks.filter(isPlugin)) {
      const name = nameIn(text)
      it(`run without a fault: ${name}, ${page.path}:${line}`, async () => {
        const tree = folderOf(filesOf(page.blocks))
        // What one of them writes, it writes there.
        process.chdir(tree.root)
        try {
          const { plugin, from } = await loadPlugin(`./plugin-${line}.ts`, options[name], tree.root)
          expect(await faultsOf(plugin, from)).to.deep.equal([])
        } finally {
          process.chdir(root)
          tree.remove()
        }
      })
    }
  }
})

describe('the plugins that ship', function () {
  this.timeout(60_000)

  const shipped = readdirSync(join(root, 'plugins')).flatMap(
    file => /^([\w-]+)\.ts$/.exec(file)?.slice(1) ?? [],
  )
  for (const name of shipped) {
    it(`run without a fault: ${name}`, async () => {
      const tree = makeTree({})
      try {
        // What one of them writes, it writes there.
        const given = ['dump', 'record'].includes(name) ? { folder: join(tree.root, name) } : options[name]
        const { plugin } = await loadPlugin(name, given)
        expect(await faultsOf(plugin)).to.deep.equal([])
      } finally {
        tree.remove()
      }
    })
  }
})
