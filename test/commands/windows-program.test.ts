import { expect } from 'chai'
import { windowsInvocation } from '../../src/commands/windows-program.ts'

const environment = { PATH: 'C:\\tools;C:\\npm', PATHEXT: '.COM;.EXE;.CMD' }
const invocation = (command: string, parameters: readonly string[], ...files: readonly string[]) =>
  windowsInvocation(command, parameters, environment, path => files.includes(path))

describe('a program on Windows', () => {
  it('is started by itself where it is one', () =>
    expect(
      invocation('claude', ['-p', 'say "hi"'], 'C:\\npm\\claude.EXE', 'C:\\npm\\claude.CMD'),
    ).to.deep.equal({
      program: 'C:\\npm\\claude.EXE',
      parameters: ['-p', 'say "hi"'],
      shell: false,
    }))
  it('is started by the shell where it is a script, every word as it was meant', () =>
    expect(invocation('claude', ['-p', 'a "b" & c\\'], 'C:\\npm\\claude.CMD')).to.deep.equal({
      program: 'C:\\npm\\claude.CMD ^^^"-p^^^" ^^^"a^^^ \\^^^"b\\^^^"^^^ ^^^&^^^ c\\\\^^^"',
      parameters: [],
      shell: true,
    }))
  it('is the first on the PATH', () =>
    expect(invocation('claude', [], 'C:\\npm\\claude.EXE', 'C:\\tools\\claude.CMD').program).to.equal(
      'C:\\tools\\claude.CMD',
    ))
  it('is found by its path and with its ending too', () => {
    expect(invocation('.\\bin\\claude.exe', [], 'bin\\claude.exe').program).to.equal('bin\\claude.exe')
    expect(invocation('C:\\My Tools\\claude', [], 'C:\\My Tools\\claude.CMD').program).to.equal(
      'C:\\My^ Tools\\claude.CMD',
    )
  })
  it('stays as it is where there is none, and fails as it would anywhere', () =>
    expect(invocation('claude', ['-p'])).to.deep.equal({
      program: 'claude',
      parameters: ['-p'],
      shell: false,
    }))
})
