import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { posix } from 'node:path/posix'
import { expect } from 'chai'
import { type ErrorType, errorOfType, statusOf } from '../../src/anthropic/errors.ts'
import { exitCodes } from '../../src/commands/exit-codes.ts'
import { kinds } from '../../src/config/kinds.ts'
import { loadConfiguration } from '../../src/config/load.ts'
import { pluginSettings } from '../../src/config/plugin-shape.ts'
import { variables } from '../../src/config/variables.ts'
import { hookNames } from '../../src/core/running-plugin.ts'
import * as kit from '../../src/testing/index.ts'
import { compilePages } from '../support/compile-pages.ts'
import {
  anchorOf,
  codeIn,
  headingsOf,
  linksOf,
  type Page,
  pageOf,
  proseOf,
  readPages,
  rowsOf,
  sectionOf,
} from '../support/pages.ts'

const root = process.cwd()
const pages = readPages(root)
const page = (path: string): Page => {
  const found = pages.find(candidate => candidate.path === path)
  if (!found) throw new Error(`there is no ${path}`)
  return found
}

/** Links to files and headings of this project that lead nowhere. */
function brokenLinks(from: readonly Page[]): readonly string[] {
  return from.flatMap(source =>
    linksOf(source)
      .filter(target => !/^[a-z]+:/.test(target))
      .filter(target => !leadsSomewhere(source, target, from))
      .map(target => `${source.path}: ${target}`),
  )
}

function leadsSomewhere(source: Page, target: string, all: readonly Page[]): boolean {
  const [file = '', anchor] = target.split('#')
  const path = file ? posix.join(posix.dirname(source.path), file) : source.path
  const other = all.find(candidate => candidate.path === path)
  if (anchor) return other !== undefined && headingsOf(other).some(heading => anchorOf(heading) === anchor)
  return other !== undefined || existsSync(join(root, path))
}

describe('the TypeScript in the documents', () => {
  it('compiles as a user’s own would', function () {
    this.timeout(60_000)
    expect(compilePages(root, pages)).to.deep.equal([])
  })
  it('is refused where it does not', function () {
    this.timeout(60_000)
    const wrong = [
      '# Wrong',
      '```ts',
      "import { definePlugin } from 'claudecodex'",
      "export default definePlugin(() => ({ name: 'x', apiVersion: 2 }))",
      '```',
      '```ts',
      "import { nothing } from 'claudecodex'",
      '```',
    ]
    const found = compilePages(root, [pageOf('docs/wrong.md', wrong.join('\n'))])
    expect(found).to.have.length(2)
    expect(found[0]).to.match(/^docs\/wrong\.md:4: .*2/)
    expect(found[1]).to.match(/^docs\/wrong\.md:7: .*nothing/)
  })
})

describe('the links of the documents', () => {
  it('lead somewhere', () => expect(brokenLinks(pages)).to.deep.equal([]))
  it('are found out where they do not', () => {
    const wrong = pageOf(
      'docs/wrong.md',
      '# One\n[a](gone.md) [b](#two) [c](#one) [d](wrong.md#one) `[e](x.md)`\n',
    )
    expect(brokenLinks([wrong])).to.deep.equal(['docs/wrong.md: gone.md', 'docs/wrong.md: #two'])
  })
  it('reach every page from the README', () => {
    const reached = new Set(['README.md'])
    for (const path of reached) {
      for (const target of linksOf(page(path))) {
        const next = posix.join(posix.dirname(path), target.split('#')[0] ?? '')
        if (pages.some(candidate => candidate.path === next)) reached.add(next)
      }
    }
    expect(pages.map(({ path }) => path).filter(path => !reached.has(path))).to.deep.equal([])
  })
})

describe('README.md', () => {
  it('names the backends that there are and no other', () => {
    const named = rowsOf(sectionOf(page('README.md'), 'Who can answer')).map(([cell = '']) => codeIn(cell)[0])
    expect(named).to.have.members(Object.keys(kinds))
  })
})

describe('docs/openai.md', () => {
  it('lists every option that a configuration can give, and no other', () => {
    const listed = rowsOf(sectionOf(page('docs/openai.md'), 'Options')).map(([cell = '']) => codeIn(cell)[0])
    expect(listed).to.have.members(Object.keys(kinds.openai?.options ?? {}))
  })
})

describe('docs/plugins/hooks.md', () => {
  const hooks = page('docs/plugins/hooks.md')
  const sections = headingsOf(hooks).filter(({ level }) => level === 2)

  it('describes every hook and no other, in the order in which an exchange meets them', () => {
    expect(sections.map(({ text }) => codeIn(text)[0])).to.deep.equal(hookNames)
    expect(rowsOf(hooks).map(([cell = '']) => codeIn(cell)[0])).to.deep.equal(hookNames)
  })
  it('says of each when it runs and when not, what it may return, what a fault does, and shows one', () => {
    for (const { text } of sections) {
      const section = sectionOf(hooks, text)
      const said = [...section.text.matchAll(/^- \*\*(.+?)\*\*/gm)].map(([, what]) => what)
      expect(said, text).to.include.members(['When', 'May return', 'Does not run', 'A fault'])
      const name = codeIn(text)[0]
      const examples = section.blocks.filter(({ language }) => language === 'ts')
      expect(examples, text).to.have.length(1)
      expect(examples[0]?.text, text).to.match(new RegExp(`\\b${name}(?:\\(|:)`))
    }
  })
})

describe('docs/plugins.md', () => {
  it('describes every setting of a plugin and no other', () => {
    const described = rowsOf(sectionOf(page('docs/plugins.md'), 'Beside the hooks')).map(
      ([cell = '']) => codeIn(cell)[0],
    )
    expect(described).to.have.members([...pluginSettings])
  })
})

describe('docs/plugins/testing.md', () => {
  it('lists everything that the test kit exports, and no other', () => {
    const listed = rowsOf(sectionOf(page('docs/plugins/testing.md'), 'The kit')).flatMap(([cell = '']) =>
      codeIn(cell),
    )
    expect(listed).to.include.members(Object.keys(kit))
  })
})

describe('docs/errors.md', () => {
  it('lists every type with its status and its class, and no other', () => {
    const rows = rowsOf(sectionOf(page('docs/errors.md'), 'The types')).map(
      ([type = '', status, name = '']) => [codeIn(type)[0], Number(status), codeIn(name)[0]],
    )
    const types = Object.entries(statusOf).map(([type, status]) => [
      type,
      status,
      errorOfType(type as ErrorType, '').constructor.name,
    ])
    expect(rows).to.deep.equal(types)
  })
  it('lists every exit code with its command, and no other', () => {
    const rows = rowsOf(sectionOf(page('docs/errors.md'), 'Exit codes')).map(
      ([code, command = '']) => `${code} ${codeIn(command)[0] ?? command}`,
    )
    const codes = Object.entries(exitCodes).flatMap(([name, value]) =>
      typeof value === 'number'
        ? [`${value} all`]
        : Object.values<number>(value).map(code => `${code} ${name}`),
    )
    expect(rows).to.have.members(codes)
  })
})

describe('docs/configuration.md', () => {
  const named = () => codeIn(proseOf(page('docs/configuration.md')))

  it('names every variable', () => {
    const found = new Set(named())
    expect(Object.keys(variables).filter(name => !found.has(name))).to.deep.equal([])
  })
  it('names no variable that there is not', () => {
    const claimed = named().filter(code => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(code))
    const ofOthers = /^(AWS|ANTHROPIC|CLAUDE_CODE)_/
    const unknown = claimed.filter(name => !Object.hasOwn(variables, name) && !ofOthers.test(name))
    expect(unknown).to.deep.equal([])
  })
})

describe('docs/commands.md', () => {
  /** What the program says of itself: flags of a command, without their values. */
  const help = (...command: readonly string[]): string =>
    execFileSync(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', join(root, 'src', 'cli.ts'), ...command, '--help'],
      { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    )
  const flagsOf = (text: string): readonly string[] =>
    [...text.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)].flatMap(([, short, long = '']) =>
      short ? [long, short] : [long],
    )
  const documented = (title: string): readonly string[] =>
    rowsOf(sectionOf(page('docs/commands.md'), title)).flatMap(([cell = '']) => codeIn(cell))
  const below = (...command: readonly string[]): readonly string[] => {
    const list = /^Commands:\n((?: .*\n)*)/m.exec(help(...command))?.[1] ?? ''
    return [...list.matchAll(/^ {2}([a-z]+)(?: \[| <| {2})/gm)].map(([, name = '']) => name)
  }
  /** Each with its words, such as `plugins new`; a group of commands comes before what is in it. */
  const commands = (): readonly (readonly string[])[] =>
    below()
      .filter(name => name !== 'help')
      .flatMap(name => [[name], ...below(name).map(inner => [name, inner])])

  it('has a section for each command and no other', function () {
    this.timeout(20_000)
    const titles = headingsOf(page('docs/commands.md')).flatMap(({ level, text }) =>
      level === 2 ? [text] : [],
    )
    expect(titles).to.deep.equal([
      'claudecodex',
      ...commands().map(words => `claudecodex ${words.join(' ')}`),
    ])
  })
  it('lists every flag of every command and no other', function () {
    this.timeout(40_000)
    expect(documented('claudecodex')).to.have.members([...flagsOf(help())])
    for (const words of commands()) {
      const name = words.join(' ')
      expect(documented(`claudecodex ${name}`), name).to.have.members([...flagsOf(help(...words))])
    }
  })
})

describe('claudecodex.config.example.ts', () => {
  it('loads, and says what it seems to say', async () => {
    const file = join(root, 'claudecodex.config.example.ts')
    const configuration = await loadConfiguration({ env: {}, flags: { config: file } })
    expect(configuration.file).to.equal(file)
    expect(configuration.backend.name).to.equal('claude')
    expect(configuration.chain.backends.names).to.include.members(['claude', 'team', 'offline'])
    expect(configuration.chain.plugins.map(({ plugin }) => plugin.name)).to.include('log')
  })
})
