// Which pieces stay, and in which part.

import Foundation

/// Which pieces stay, and in which part.
///
/// Works and equal or nearly equal pieces make groups. Parts that places give are kept; what is to be
/// drawn goes where its group is given, or else the group is drawn as one. Of equal pieces one stays,
/// and no piece stays beside one that it is nearly equal to: of two the one in test rather than that
/// in validation, and that rather than the one in training, then the first.
struct Selection {
  enum Fate: Hashable {
    case kept(Split)
    /// - Parameter number: Of the piece that stays, in the list of all pieces.
    case refused(RefusalKind, by: UInt32)
  }

  /// Of each piece in the table.
  private(set) var fates: [Fate]

  /// - Parameter keepsInterpretations: Whether pieces that are nearly equal may both stay when they
  ///   are in one part, as performances of one composition do.
  init(_ table: PieceTable, keepsInterpretations: Bool) throws(DatasetError) {
    let firsts = try firstEquals(table)
    let near = try NearDuplicates(table) { firsts[$0] == UInt32($0) }
    let parts = try parts(table, firsts, near)
    /// Of two pieces the one with the lower number stays.
    func order(_ place: Int) -> UInt64 { UInt64(2 - parts[place].rank) << 32 | UInt64(place) }
    var chosen = firsts
    for (place, first) in firsts.enumerated()
    where order(place) < order(Int(chosen[Int(first)])) {
      chosen[Int(first)] = UInt32(place)
    }
    fates = firsts.enumerated().map { place, first in
      let choice = Int(chosen[Int(first)])
      return choice == place
        ? .kept(parts[place]) : .refused(.duplicate, by: table.numbers[choice])
    }
    // Of each pair the one that would go and the one that would stay: whether that one stays is known
    // when its own pairs, as the one that would go, have come before.
    let rivals = try ExternalSort(table.folder.appending(path: "rivals"))
    try near.forEachPair { a, b throws(DatasetError) in
      let (a, b) = (Int(chosen[a]), Int(chosen[b]))
      if keepsInterpretations && parts[a] == parts[b] { return }
      try rivals.add(key: max(order(a), order(b)), value: min(order(a), order(b)))
    }
    try rivals.forEachEntry { pair throws(DatasetError) in
      let (place, other) = (Int(pair.key & 0xFFFF_FFFF), Int(pair.value & 0xFFFF_FFFF))
      guard case .kept = fates[place], case .kept = fates[other] else { return }
      fates[place] = .refused(.nearDuplicate, by: table.numbers[other])
    }
  }
}

/// For each place the first one with the same tokens.
private func firstEquals(_ table: PieceTable) throws(DatasetError) -> [UInt32] {
  var firsts = (0..<UInt32(table.count)).map { $0 }
  try forEachEqual(table.hashes) { first, place in firsts[place] = UInt32(first) }
  return firsts
}

/// Gives each place but the first of those with its key, and that first one.
private func forEachEqual(
  _ sorted: ExternalSort, _ body: (_ first: Int, _ place: Int) -> Void
) throws(DatasetError) {
  var first: ExternalSort.Entry?
  try sorted.forEachEntry { entry in
    if let first, first.key == entry.key {
      body(Int(first.value), Int(entry.value))
    } else {
      first = entry
    }
  }
}

private func parts(
  _ table: PieceTable, _ firsts: [UInt32], _ near: NearDuplicates
) throws(DatasetError) -> [Split] {
  var groups = DisjointSets(count: table.count)
  for (place, first) in firsts.enumerated() { groups.join(Int(first), place) }
  try forEachEqual(table.works) { first, place in groups.join(first, place) }
  try near.forEachPair { a, b in groups.join(a, b) }
  // Of each group, at its first place.
  var given = [Split?](repeating: nil, count: table.count)
  var lots = [UInt64](repeating: .max, count: table.count)
  for place in firsts.indices {
    let group = groups.first(place)
    guard let split = table.splits[place] else {
      lots[group] = min(lots[group], table.lots[place])
      continue
    }
    if split.rank >= given[group]?.rank ?? 0 { given[group] = split }
  }
  return firsts.indices.map { place in
    let group = groups.first(place)
    return table.splits[place] ?? given[group] ?? Split(drawnBy: lots[group])
  }
}
