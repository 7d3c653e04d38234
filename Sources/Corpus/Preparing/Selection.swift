// Which pieces stay, and in which part.

/// Which pieces stay, and in which part.
///
/// Pieces of one work, and equal or nearly equal pieces, form a group. A piece whose folder names
/// its split keeps it. The others go into the split of their group, or else the whole group is
/// drawn as one. Of equal pieces one stays, and so of two that are nearly equal: the one in test
/// goes before the one in validation, that before the one in training, then the first in the list.
///
/// O(n log n) for n pieces; about 1.3 GB for a million, the list of pieces included.
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
    // A piece goes only because of one that stays. In this order it is known by then whether the
    // other one stays: its own pairs have come before.
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

/// What choosing among all pieces needs to know of one that was not refused: about 400 bytes.
struct PieceFacts {
  /// Its number in the list of all pieces.
  let number: Int
  /// nil: to be drawn.
  let split: Split?
  let splitHash: UInt64
  let tokens: UInt32
  let bars: UInt32
  /// Of its tokens.
  let hash: UInt64
  /// A hash of its work; nil where none is known.
  let work: UInt64?
  let likeness: Likeness

  init(_ piece: EncodedPiece, number: Int, work: String) {
    self.number = number
    split = piece.split
    splitHash = piece.splitHash
    tokens = UInt32(piece.tokens.count)
    bars = UInt32(piece.bars.count)
    hash = piece.hash
    self.work = work.isEmpty ? nil : Split.splitHash(of: work.utf8)
    likeness = piece.likeness
  }
}

/// A division of 0..<count into sets that are joined two by two (union-find).
struct DisjointSets {
  private var parents: [UInt32]

  init(count: Int) { parents = (0..<UInt32(count)).map { $0 } }

  /// The least element of the set that holds an element.
  mutating func first(_ element: Int) -> Int {
    var root = UInt32(element)
    while parents[Int(root)] != root {
      parents[Int(root)] = parents[Int(parents[Int(root)])]
      root = parents[Int(root)]
    }
    return Int(root)
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (first(a), first(b))
    parents[max(a, b)] = UInt32(min(a, b))
  }
}
