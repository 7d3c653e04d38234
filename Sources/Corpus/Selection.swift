// Which pieces stay, and in which part.

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
  private(set) var fates: [Fate] = []

  /// - Parameter keepsInterpretations: Whether pieces that are nearly equal may both stay when they
  ///   are in one part, as performances of one composition do.
  init(_ table: PieceTable, keepsInterpretations: Bool) {
    let firsts = firstEquals(table.hashes)
    let near = NearDuplicates(table, among: table.hashes.indices.filter { firsts[$0] == $0 })
    let parts = parts(table, firsts, near)
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      (-parts[a].rank, a) < (-parts[b].rank, b)
    }
    var chosen: [Int: Int] = [:]
    for place in firsts.indices {
      if let other = chosen[firsts[place]], isBefore(other, place) { continue }
      chosen[firsts[place]] = place
    }
    var neighbours: [Int: [Int]] = [:]
    for pair in near.pairs {
      guard let a = chosen[Int(pair.a)], let b = chosen[Int(pair.b)] else { continue }
      if keepsInterpretations && parts[a] == parts[b] { continue }
      neighbours[a, default: []].append(b)
      neighbours[b, default: []].append(a)
    }
    fates = firsts.indices.map { place in
      let choice = chosen[firsts[place]] ?? place
      return choice == place
        ? .kept(parts[place]) : .refused(.duplicate, by: table.numbers[choice])
    }
    for place in neighbours.keys.sorted(by: isBefore) {
      let others = (neighbours[place] ?? []).sorted(by: isBefore)
      let stays = others.first { other in
        if case .kept = fates[other] { isBefore(other, place) } else { false }
      }
      if let stays { fates[place] = .refused(.nearDuplicate, by: table.numbers[stays]) }
    }
  }
}

/// For each place the first one with the same value.
private func firstEquals(_ values: [UInt64]) -> [Int] {
  var firsts = Array(values.indices)
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  for (before, place) in zip(order, order.dropFirst()) where values[before] == values[place] {
    firsts[place] = firsts[before]
  }
  return firsts
}

private func parts(_ table: PieceTable, _ firsts: [Int], _ near: NearDuplicates) -> [Split] {
  var groups = DisjointSets(count: table.count)
  for (place, first) in firsts.enumerated() { groups.join(first, place) }
  for (place, first) in firstEquals(table.works).enumerated() where table.works[place] != 0 {
    groups.join(first, place)
  }
  for pair in near.pairs { groups.join(Int(pair.a), Int(pair.b)) }
  var given: [Int: Split] = [:]
  var lots: [Int: UInt64] = [:]
  for place in firsts.indices {
    let group = groups.first(place)
    guard let split = table.splits[place] else {
      lots[group] = min(lots[group] ?? .max, table.lots[place])
      continue
    }
    if split.rank >= given[group]?.rank ?? 0 { given[group] = split }
  }
  return firsts.indices.map { place in
    let group = groups.first(place)
    return table.splits[place] ?? given[group] ?? Split(drawnBy: lots[group] ?? 0)
  }
}
