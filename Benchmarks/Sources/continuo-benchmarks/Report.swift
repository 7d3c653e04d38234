// All results of a run, with the machine that they are of.

import Foundation
import Rendering

/// All results of a run, with the machine that they are of.
struct Report: Encodable {
  let machine = Machine()
  var tables: [Table] = []

  func print(asJSON: Bool) throws {
    if asJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
    } else {
      Swift.print(([machine.text] + tables.map(\.text)).joined(separator: "\n\n"))
    }
  }
}
