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
    case refused(RefusalKind, by: Int)
  }

  /// Of each piece.
  private(set) var fates: [Fate]

  /// - Parameter keepsInterpretations: Whether pieces that are nearly equal may both stay when they
  ///   are in one part, as performances of one composition do.
  init(_ pieces: [PieceFacts], keepsInterpretations: Bool) {
    let firsts = firstIndices(pieces.map(\.hash))
    let near = NearDuplicates(
      pieces.map(\.likeness), among: firsts.indices.filter { firsts[$0] == $0 })
    let parts = parts(pieces, firsts, near)
    /// Of two pieces the one with the lower number stays.
    func order(_ index: Int) -> Int { (2 - parts[index].rank) << 32 | index }
    var chosen = firsts
    for (index, first) in firsts.enumerated() where order(index) < order(chosen[first]) {
      chosen[first] = index
    }
    fates = firsts.enumerated().map { index, first in
      let choice = chosen[first]
      return choice == index
        ? .kept(parts[index]) : .refused(.duplicate, by: pieces[choice].number)
    }
    // Of each pair the one that would go and the one that would stay: whether that one stays is known
    // when its own pairs, as the one that would go, have come before.
    var rivals: [(going: Int, staying: Int)] = []
    for pair in near.pairs {
      let (a, b) = (chosen[pair.first], chosen[pair.second])
      if keepsInterpretations && parts[a] == parts[b] { continue }
      rivals.append((max(order(a), order(b)), min(order(a), order(b))))
    }
    rivals.sort(by: <)
    for rival in rivals {
      let (index, other) = (rival.going & 0xFFFF_FFFF, rival.staying & 0xFFFF_FFFF)
      guard case .kept = fates[index], case .kept = fates[other] else { continue }
      fates[index] = .refused(.nearDuplicate, by: pieces[other].number)
    }
  }
}

/// For each element the index of the first one that equals it.
private func firstIndices(_ hashes: [UInt64]) -> [Int] {
  var firsts: [UInt64: Int] = [:]
  return hashes.enumerated().map { index, hash in
    if let first = firsts[hash] { return first }
    firsts[hash] = index
    return index
  }
}

private func parts(
  _ pieces: [PieceFacts], _ firsts: [Int], _ near: NearDuplicates
) -> [Split] {
  var groups = DisjointSets(count: pieces.count)
  for (index, first) in firsts.enumerated() { groups.join(first, index) }
  var works: [UInt64: Int] = [:]
  for (index, piece) in pieces.enumerated() {
    guard let work = piece.work else { continue }
    if let first = works[work] { groups.join(first, index) } else { works[work] = index }
  }
  for pair in near.pairs { groups.join(pair.first, pair.second) }
  // Of each group, at its first piece.
  var given = [Split?](repeating: nil, count: pieces.count)
  var hashes = [UInt64](repeating: .max, count: pieces.count)
  for (index, piece) in pieces.enumerated() {
    let group = groups.first(index)
    guard let split = piece.split else {
      hashes[group] = min(hashes[group], piece.splitHash)
      continue
    }
    if split.rank >= given[group]?.rank ?? 0 { given[group] = split }
  }
  return pieces.enumerated().map { index, piece in
    let group = groups.first(index)
    return piece.split ?? given[group] ?? Split(drawnBy: hashes[group])
  }
}
