import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { sourceFlags } from '../support/command-line.ts'

/** What a process of its own prints: chalk looks at the terminal once, when it is loaded. */
function redIn(environment: Readonly<Record<string, string>>): string {
  const module = new URL('../../src/commands/colors.ts', import.meta.url).href
  const text = `import(${JSON.stringify(module)}).then(({ colorsOf }) => process.stdout.write(colorsOf('stdout').red('x')))`
  const { stdout } = spawnSync(process.execPath, [...sourceFlags, '--eval', text], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH: process.env.PATH, ...environment },
  })
  return stdout
}

describe('colours', function () {
  this.timeout(20_000)
  it('are none where nobody can see them', () => expect(redIn({})).to.equal('x'))
  it('can be forced', () => expect(redIn({ FORCE_COLOR: '1' })).to.equal('\u001b[31mx\u001b[39m'))
  it('are refused by NO_COLOR, whatever else is set', () =>
    expect(redIn({ FORCE_COLOR: '1', NO_COLOR: '1' })).to.equal('x'))
})
