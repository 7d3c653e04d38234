// The programs of a configuration, in the order that MidiTok gives them.

import JSON

extension TokenizerConfiguration {
  mutating func readPrograms(_ config: JSON) throws(TokenizerConfigurationError) {
    usePrograms = try config.flag("use_programs") ?? usePrograms
    sharesOneStream = try config.flag("one_token_stream_for_programs") ?? sharesOneStream
    sendsProgramChanges = try config.flag("program_changes") ?? sendsProgramChanges
    guard let written = config["programs"] else { return }
    guard let numbers = written.array?.map(\.int), !numbers.contains(nil) else {
      throw .invalid(option: "programs")
    }
    programs = numbers.compactMap(\.self)
  }

  /// The programs in the order of their tokens.
  package var programOrder: [Int] { orderInPythonSet(programs) }
}

/// Numbers in the order in which a set of CPython holds them, which decides the ids of programs:
/// a hash table with open addressing, where -1 has the hash -2.
func orderInPythonSet(_ numbers: [Int]) -> [Int] {
  var table = [Int?](repeating: nil, count: 8)
  var count = 0
  func place(_ number: Int) -> Bool {
    let mask = UInt(table.count - 1)
    var rest = UInt(bitPattern: number == -1 ? -2 : number)
    var index = rest & mask
    while true {
      let run: UInt = index + 9 <= mask ? 9 : 0
      for slot in index...index + run {
        if table[Int(slot)] == number { return false }
        if table[Int(slot)] == nil {
          table[Int(slot)] = number
          return true
        }
      }
      rest >>= 5
      index = (index &* 5 &+ 1 &+ rest) & mask
    }
  }
  for number in numbers where place(number) {
    count += 1
    if count * 5 < (table.count - 1) * 3 { continue }
    let held = table.compactMap(\.self)
    var size = 8
    while size <= count * 4 { size *= 2 }
    table = [Int?](repeating: nil, count: size)
    for number in held { _ = place(number) }
  }
  return table.compactMap(\.self)
}
