import { expect } from 'chai'
import { Vault } from '../../../plugins/redact/vault.ts'
import { key, standIn } from './support.ts'

describe('a vault', () => {
  it('gives a value one name, whatever kind it is found as later', () => {
    const vault = new Vault(key)
    const name = vault.hide('aws', 'AKIA-something')
    expect(name).to.equal(standIn('aws', 'AKIA-something'))
    expect(vault.hide('secret', 'AKIA-something')).to.equal(name)
    expect(vault.original(name)).to.equal('AKIA-something')
    expect(vault.original('cdx_aws_00000000')).to.equal(undefined)
  })
  it('has secrets to be found anywhere: no short ones, no words and nothing about people', () => {
    const vault = new Vault(key)
    vault.hide('secret', 'battery-staple')
    vault.hide('secret', 'short')
    vault.hide('email', 'ada@mail.example')
    vault.hide('word', 'Initech Corporation')
    expect(vault.secrets).to.deep.equal(['battery-staple'])
  })
  it('knows the names of the one above, and its secrets, but not what they stand for', () => {
    const above = new Vault(key)
    const name = above.hide('secret', 'battery-staple')
    const child = new Vault(key, above)
    expect(child.knows(name)).to.equal(true)
    expect(child.original(name)).to.equal(undefined)
    expect(child.secrets).to.deep.equal(['battery-staple'])
    expect(child.isEmpty).to.equal(true)
  })
  it('forgets the oldest of too many, and none that was used since', () => {
    const vault = new Vault(key)
    const names = Array.from({ length: 5_010 }, (_, index) => vault.hide('secret', `a secret value ${index}`))
    vault.hide('secret', 'a secret value 0')
    vault.trim()
    expect(vault.original(names[0] ?? '')).to.equal('a secret value 0')
    expect(vault.original(names[1] ?? '')).to.equal(undefined)
    expect(vault.secrets).to.have.length(5_000).and.not.to.include('a secret value 1')
  })
})
