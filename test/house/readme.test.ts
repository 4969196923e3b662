import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { firstUrl } from '../support/first-url.ts'
import { pageOf } from '../support/pages.ts'
import { collectLines } from '../support/process-output.ts'
import { createProxyFolders, type ProxyFolders, startCommand } from '../support/proxy-process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readme = pageOf('README.md', readFileSync(join(root, 'README.md'), 'utf8'))

const printed = (name: string): string => {
  const block = readme.blocks.find(candidate => candidate.name === name)
  if (!block) throw new Error(`the README prints no ${name}`)
  return block.text
}

/** The text of a streamed answer, taken from its deltas. */
async function ask(url: string, prompt: string): Promise<string> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'claude-sonnet-5-5',
      max_tokens: 1_000,
      stream: true,
      messages: [{ role: 'user', content: prompt }],
    }),
  })
  const events = (await response.text())
    .split('\n')
    .filter(line => line.startsWith('data: '))
    .map(line => JSON.parse(line.slice('data: '.length)) as { delta?: { text?: string } })
  return events.map(({ delta }) => delta?.text ?? '').join('')
}

describe('the plugin in the README', function () {
  this.timeout(60_000)
  let folders: ProxyFolders
  before(async () => {
    execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-sources'])
    folders = await createProxyFolders()
    for (const name of ['shout.ts', 'claudecodex.config.ts'])
      writeFileSync(join(folders.work, name), printed(name))
  })
  after(() => folders?.remove())

  it('changes a streamed answer as printed, and again when it is saved', async () => {
    const child = startCommand(folders, ['serve', '--backend', 'demo', '--port', '0'])
    const output = collectLines(child, () => {})
    try {
      const url = await firstUrl(output)
      const loud = await ask(url, 'hello')
      expect(loud, output.report()).to.match(/[A-Z]/)
      expect(loud).to.equal(loud.toUpperCase())
      writeFileSync(join(folders.work, 'shout.ts'), printed('shout.ts').replace('toUpperCase', 'toLowerCase'))
      const deadline = Date.now() + 15_000
      let quiet = loud
      while (quiet === loud && Date.now() < deadline) quiet = await ask(url, 'hello')
      expect(quiet, output.report()).to.equal(loud.toLowerCase())
    } finally {
      child.kill('SIGINT')
      await output.ended(20_000)
    }
  })
  it('has ten lines, besides its name', () => {
    expect(printed('shout.ts').trimEnd().split('\n').slice(1)).to.have.length(10)
  })
})

describe('the top of the README', () => {
  it('names the two commands that are enough on a fresh clone', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const [first] = readme.blocks.filter(({ language }) => language === 'sh')
    const commands = first?.text.match(/^npm (?:run )?(\w+)/gm) ?? []
    expect(commands).to.deep.equal(['npm run demo', 'npm test'])
    expect(scripts).to.include.keys('demo', 'test')
  })
})
