import { expect } from 'chai'
import fc from 'fast-check'
import { hostCallId, ToolNames } from '../../../src/backends/shared/names.ts'

describe('the name of a tool at a host', () => {
  it('is the same where the host takes it', () => {
    const names = new ToolNames(64)
    for (const name of ['Bash', 'mcp__a__b', '_x', 'a-b']) expect(names.host(name)).to.equal(name)
  })

  it('is cut, marked and restored where it is too long (case 75)', () => {
    const long = `mcp__${'server'.repeat(10)}__${'tool'.repeat(5)}`
    const other = `${long.slice(0, -1)}x`
    const names = new ToolNames(64)
    expect(names.host(long))
      .to.have.length(64)
      .and.match(/^[a-zA-Z0-9_-]+$/)
    expect(names.host(other)).to.not.equal(names.host(long))
    expect(names.client(names.host(long))).to.equal(long)
    expect(names.client(names.host(other))).to.equal(other)
    expect(new ToolNames(64).host(long)).to.equal(names.host(long))
  })

  it('is legal, distinct and comes back, whatever the client calls its tools', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 90 }), { maxLength: 12 }), given => {
        const names = new ToolNames(64)
        const hosts = given.map(name => names.host(name))
        expect(new Set(hosts).size).to.equal(given.length)
        for (const host of hosts) expect(host).to.match(/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/)
        expect(hosts.map(host => names.client(host))).to.deep.equal(given)
      }),
    )
  })

  it('is mended where a model writes it in the wrong case, and passes where nobody knows it', () => {
    const names = new ToolNames(64)
    names.host('Bash')
    expect(names.client('bash')).to.equal('Bash')
    expect(names.client('Unknown')).to.equal('Unknown')
    names.host('BASH')
    expect(names.client('bash')).to.equal('bash')
  })
})

describe('the id of a call at a host', () => {
  it('is the same up to 40 characters, and a short one of its own beyond', () => {
    expect(hostCallId('toolu_01', 'long')).to.equal('toolu_01')
    const long = 'x'.repeat(41)
    expect(hostCallId(long, 'long')).to.have.length(40).and.equal(hostCallId(long, 'long'))
  })

  it('is nine letters and digits at Mistral', () => {
    expect(hostCallId('abcDEF123', 'nine')).to.equal('abcDEF123')
    expect(hostCallId('toolu_01', 'nine')).to.match(/^[a-zA-Z0-9]{9}$/)
    expect(hostCallId('toolu_01', 'nine')).to.not.equal(hostCallId('toolu_02', 'nine'))
  })
})
