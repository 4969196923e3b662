import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  changeLines,
  commandLine,
  detectShell,
  evaluation,
  type ShellName,
  shellNames,
} from '../../src/commands/shells.ts'

/** What a real bash makes of a script: one value printed with a NUL behind it. */
const inBash = (script: string, environment: NodeJS.ProcessEnv = {}): string =>
  execFileSync('bash', ['--norc', '-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
  })

const awkward = `it's "$HOME" \`id\` \\ \n!x; é 日本`

describe('a shell’s commands', () => {
  it('give bash exactly the values', () => {
    const lines = changeLines('bash', { ONE: awkward, TWO: 'plain-value:1', THREE: '' })
    expect(inBash(`${lines}printf '%s\\0' "$ONE" "$TWO" "$THREE"`).split('\0')).to.deep.equal([
      awkward,
      'plain-value:1',
      '',
      '',
    ])
  })
  it('give bash any value whatever is in it', function () {
    this.timeout(20_000)
    const values = fc.array(
      fc.string({ unit: 'binary' }).filter(text => !/[\0\ud800-\udfff]/.test(text)),
      { minLength: 20, maxLength: 20 },
    )
    fc.assert(
      fc.property(values, texts => {
        const changes = Object.fromEntries(texts.map((text, index) => [`V${index}`, text]))
        const print = texts.map((_, index) => `printf '%s\\0' "$V${index}"`).join('\n')
        expect(
          inBash(`${changeLines('bash', changes)}${print}`)
            .split('\0')
            .slice(0, -1),
        ).to.deep.equal(texts)
      }),
      { numRuns: 6 },
    )
  })
  it('pass on to programs what they set, and take away what is undefined', () => {
    const lines = changeLines('bash', { KEPT: 'yes', GONE: undefined })
    const script = `${lines}"${process.execPath}" -p '[process.env.KEPT, "GONE" in process.env]'`
    expect(inBash(script, { GONE: 'there' }).trim()).to.equal("[ 'yes', false ]")
  })
  it('survive an eval without quotes, which makes one line of them', () => {
    const lines = changeLines('bash', { ONE: 'a b', TWO: 'c' })
    expect(inBash(`eval $(cat <<'END'\n${lines}END\n); echo "$ONE|$TWO"`).trim()).to.equal('a b|c')
  })
  it('are written in the words of each shell', () => {
    const written = (shell: ShellName) => changeLines(shell, { A: `o'n\\e`, B: undefined })
    expect(written('zsh')).to.equal("export A='o'\\''n\\e';\nunset B;\n")
    expect(written('fish')).to.equal("set -gx A 'o\\'n\\\\e';\nset -e B;\n")
    expect(written('powershell')).to.equal("$env:A = 'o''n\\e';\nRemove-Item -ErrorAction Ignore Env:B;\n")
    expect(changeLines('powershell', { A: '‘x’' })).to.equal("$env:A = '‘‘x’’';\n")
  })
  it('are nothing where nothing changes', () => expect(changeLines('bash', {})).to.equal(''))
})

describe('a command in a changed environment', () => {
  it('leaves the shell’s own environment as it was', () => {
    const line = commandLine('bash', { ONE: awkward, GONE: undefined }, 'printenv ONE')
    expect(inBash(`${line}; echo "[$ONE]"`)).to.equal(`${awkward}\n[]\n`)
  })
  it('is written in the words of each shell', () => {
    const changes = { A: 'x y', B: '1' }
    expect(commandLine('zsh', changes, 'claude')).to.equal("A='x y' B=1 claude")
    expect(commandLine('fish', changes, 'claude')).to.equal("env A='x y' B='1' claude")
    expect(commandLine('powershell', changes, 'claude')).to.equal("$env:A = 'x y'; $env:B = '1'; claude")
  })
})

describe('the line that runs what a command prints', () => {
  it('works in bash', () =>
    expect(inBash(evaluation('bash', ['printf', '%s', "echo 'it''s' hi"]))).to.equal('its hi\n'))
  it('is there for every shell', () => {
    for (const shell of shellNames)
      expect(evaluation(shell, ['claudecodex', 'env'])).to.contain('claudecodex env')
  })
})

describe('finding out the shell', () => {
  const cases: readonly (readonly [Record<string, string>, NodeJS.Platform, ShellName])[] = [
    [{ SHELL: '/bin/bash' }, 'linux', 'bash'],
    [{ SHELL: '/usr/bin/zsh', PSModulePath: 'x' }, 'darwin', 'zsh'],
    [{ SHELL: '/opt/homebrew/bin/fish' }, 'darwin', 'fish'],
    [{ SHELL: '/bin/dash' }, 'linux', 'bash'],
    [{ SHELL: '/usr/bin/pwsh' }, 'linux', 'powershell'],
    [{ SHELL: '/usr/bin/bash.exe', PSModulePath: 'x' }, 'win32', 'bash'],
    [{ PSModulePath: 'C:\\x' }, 'win32', 'powershell'],
    [{}, 'win32', 'powershell'],
    [{ PSModulePath: 'x' }, 'linux', 'powershell'],
    [{}, 'linux', 'bash'],
  ]
  for (const [environment, platform, shell] of cases) {
    it(`takes ${JSON.stringify(environment)} on ${platform} for ${shell}`, () =>
      expect(detectShell(environment, platform)).to.equal(shell))
  }
})
