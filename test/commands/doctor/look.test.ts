import { chmodSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  bindingError,
  findClient,
  isSignedIn,
  readSettings,
  readText,
} from '../../../src/commands/doctor/look.ts'
import { makeTree, type Tree } from '../../support/tree.ts'

let tree: Tree | undefined
afterEach(() => tree?.remove())

const treeWith = (files: Readonly<Record<string, string>>) => {
  tree = makeTree({ 'home/.keep': '', 'work/.keep': '', ...files })
  const home = join(tree.root, 'home')
  return { platform: 'linux', home, folder: join(tree.root, 'work') } as const
}

describe('looking for the settings of Claude Code', () => {
  it('reads the files that are there, the strongest first', async () => {
    const where = treeWith({
      'home/.claude/settings.json': '{ "env": { "ANTHROPIC_MODEL": "opus" } }',
      'work/.claude/settings.local.json': '{ "apiKeyHelper": "key" }',
    })
    const found = await readSettings(where)
    expect(found.map(({ scope }) => scope)).to.deep.equal(['local', 'user'])
    expect(found[0]?.apiKeyHelper).to.equal(true)
    expect(found[1]?.env).to.deep.equal({ ANTHROPIC_MODEL: 'opus' })
  })
  it('tells of one that cannot be read', async () => {
    const where = treeWith({})
    const found = await readSettings(where, async file => {
      if (file.startsWith('/etc/')) throw Object.assign(new Error('denied'), { code: 'EACCES' })
      return undefined
    })
    expect(found).to.have.length(1)
    expect(found[0]).to.include({ scope: 'managed', fault: 'it cannot be read (EACCES)' })
  })
  it('takes a folder in its place for a fault, and a missing one for none', async () => {
    const where = treeWith({ 'home/.claude/settings.json/inner': '' })
    const [found] = await readSettings(where)
    expect(found?.fault).to.contain('EISDIR')
    expect(await readText(join(where.home, 'a', 'b'))).to.equal(undefined)
  })
})

describe('looking for a sign-in of Claude Code', () => {
  it('finds the one in its file, and the one its notes tell of', async () => {
    const inFile = treeWith({
      'home/.claude/.credentials.json': '{ "claudeAiOauth": { "accessToken": "x" } }',
    })
    expect(await isSignedIn(inFile, {})).to.equal(true)
    tree?.remove()
    const inNotes = treeWith({ 'home/.claude.json': '{ "oauthAccount": { "emailAddress": "x" } }' })
    expect(await isSignedIn(inNotes, {})).to.equal(true)
  })
  it('looks where CLAUDE_CONFIG_DIR says', async () => {
    const where = treeWith({ 'config/.credentials.json': '{ "claudeAiOauth": {} }' })
    expect(await isSignedIn(where, {})).to.equal(false)
    const configFolder = join(tree?.root ?? '', 'config')
    expect(await isSignedIn({ ...where, configFolder }, {})).to.equal(true)
  })
  it('takes the token of a machine without a browser for one', async () =>
    expect(await isSignedIn(treeWith({}), { CLAUDE_CODE_OAUTH_TOKEN: 'x' })).to.equal(true))
  it('finds none where there is none, or only rubbish', async () => {
    expect(await isSignedIn(treeWith({}), {})).to.equal(false)
    tree?.remove()
    const rubbish = treeWith({ 'home/.claude.json': '{', 'home/.claude/.credentials.json': '{}' })
    expect(await isSignedIn(rubbish, {})).to.equal(false)
  })
})

describe('looking for Claude Code', () => {
  /** Stands for the client: ignores what it is told, and says this. */
  const program = (script: string): string => {
    treeWith({ 'bin/claude.mjs': `#!${process.execPath}\n${script}\n` })
    const file = join(tree?.root ?? '', 'bin', 'claude.mjs')
    chmodSync(file, 0o755)
    return file
  }
  const find = (command: string) => findClient(process.env, command)

  it('asks for its version, and for nothing else', async () => {
    const file = program("console.log('2.1.330 (Claude Code)', process.argv.slice(2).join() === '--version')")
    expect(await find(file)).to.deep.equal({ kind: 'version', version: '2.1.330' })
  })
  it('tells a missing one from one that fails', async () => {
    expect(await find('/nowhere/claude')).to.deep.equal({ kind: 'missing' })
    const failing = await find(program('process.exit(3)'))
    expect(failing.kind).to.equal('broken')
    tree?.remove()
    expect(await find(program("console.log('hello')"))).to.deep.equal({
      kind: 'broken',
      reason: 'it names no version',
    })
  })
})

describe('trying a port', () => {
  it('has nothing against a free one, and leaves it free', async () => {
    expect(await bindingError('127.0.0.1', 0)).to.equal(undefined)
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(await bindingError('127.0.0.1', port)).to.equal('EADDRINUSE')
    await new Promise(resolve => server.close(resolve))
    expect(await bindingError('127.0.0.1', port)).to.equal(undefined)
    expect(await bindingError('127.0.0.1', port)).to.equal(undefined)
  })
  it('tells the code of what is against it', async () =>
    expect(await bindingError('203.0.113.7', 8082)).to.equal('EADDRNOTAVAIL'))
})
