import type { NetworkInterfaceInfo } from 'node:os'
import { expect } from 'chai'
import { reachText } from '../../src/commands/reach.ts'

const four = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: null,
})
const six = (address: string, scopeid: number): NetworkInterfaceInfo => ({
  ...four(address),
  family: 'IPv6',
  scopeid,
})
const interfaces = {
  lo: [four('127.0.0.1', true)],
  eth0: [four('192.0.2.7'), six('2001:db8::7', 0), six('fe80::7', 2)],
}
const url = 'http://127.0.0.1:8082'
const reach = (host: string, known = interfaces) => reachText({ host }, url, known)

describe('who can reach the server', () => {
  it('is nobody else by default', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1']) expect(reach(host), host).to.equal(undefined)
  })
  it('is every machine that knows one of the addresses, which are named', () => {
    expect(reach('0.0.0.0')).to.equal('other machines too, with the client key, at http://192.0.2.7:8082')
    expect(reach('::')).to.equal(
      'other machines too, with the client key, at http://192.0.2.7:8082, http://[2001:db8::7]:8082',
    )
  })
  it('is told without addresses where there are none, or just the one', () => {
    expect(reach('0.0.0.0', { lo: interfaces.lo, eth0: [] })).to.equal(
      'other machines too, with the client key',
    )
    expect(reach('192.0.2.7')).to.equal('other machines too, with the client key')
  })
})
