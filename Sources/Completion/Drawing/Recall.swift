// What the piece itself went on with after tokens like the last ones.

import Tokens

/// What the piece itself went on with after tokens like the last ones.
///
/// Music repeats itself, and a state of fixed size keeps no piece word for word; this does.
/// Wherever the tokens before a place agree with the last tokens, what stands there is expected
/// again. The places with the longest agreement count, those in the same key most. Pitches are
/// intervals from the hand's last pitch, so that a sequence is found in any key.
///
/// A match model as data compressors have it (Mahoney 2005, "Adaptive Weighing of Context Models"),
/// mixed with the model's distribution as a continuous cache is (Grave, Joulin and Usunier 2017).
/// `Documentation/recall.md` says what it gains.
public struct Recall: Sendable {
  /// Agreements are told apart by their length: at least so many tokens.
  public static let lengths = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]
  /// How many times more a place in the same key counts than one in another.
  static let sameKeyWeight = 27.0

  /// What can be relied upon: how long the agreement is, and after what.
  public struct Situation: Hashable, Sendable {
    /// An index of `lengths`.
    public let length: Int
    public let after: After
  }

  /// What the last token means, as far as what is expected depends on it.
  public enum After: Int, CaseIterable, Sendable {
    case frame, pitch, velocity, duration, position, hand

    init(_ symbol: Symbol) {
      switch symbol {
      case .pitch: self = .pitch
      case .velocity: self = .velocity
      case .duration: self = .duration
      case .position: self = .position
      case .block(.hand): self = .hand
      default: self = .frame
      }
    }
  }

  private let symbols: [Symbol]
  private let pitches: Range<Int>
  /// What was read, pitches as intervals: each is the index of a list of `places`.
  private var history: [Int] = []
  /// For each place of the history the last pitch of its hand before it, an id.
  private var bases: [Int] = []
  /// For each id or interval the places of the history where it stands, in order.
  private var places: [[Int]]
  /// For each place of the history, and the one behind it, with how many of the last tokens those
  /// before it agree; 0 for nearly all.
  private var agreements: [Int] = [0]
  /// The places that agree with one token at least, in order.
  private var agreeing: [(place: Int, agreement: Int)] = []
  /// Memory for the next ones.
  private var next: [(place: Int, agreement: Int)] = []
  private var longest = 0
  /// The last pitch of each hand, an id.
  private var lastPitches: (right: Int, left: Int)
  private var isLeft = false
  private var after = After.frame

  /// - Parameter history: What came before, such as `CellPiece.history`: the bars behind a hole,
  ///   then those before it.
  public init(_ history: some Sequence<Token>, _ vocabulary: Cells) {
    symbols = vocabulary.symbols
    pitches = vocabulary.pitchIDs
    places = Array(repeating: [], count: symbols.count + 2 * pitches.count)
    lastPitches = (pitches.upperBound - pitches.count / 3, pitches.lowerBound + pitches.count / 3)
    for token in history { accept(token) }
  }

  /// Goes on by one token. Linear in the number of places where it stood.
  public mutating func accept(_ token: Token) {
    let id = Int(token.id)
    if case .block(let block) = symbols[id] { isLeft = block == .hand(.left) }
    let (entry, base) = (entry(id), lastPitch)
    if pitches.contains(id) { setLastPitch(id) }
    advance(entry, base)
    after = After(symbols[id])
  }

  /// What can be relied upon now; nil where nothing agrees.
  public var situation: Situation? {
    guard longest > 0 else { return nil }
    return Situation(length: Recall.class(of: longest), after: after)
  }

  /// Calls `body` with each place's token, by id, and how much the place counts.
  public func forEachPlace(_ body: (_ id: Int, _ weight: Double) -> Void) {
    guard longest > 0 else { return }
    let least = Recall.lengths[Recall.class(of: longest)]
    let base = lastPitch
    for (place, agreement) in agreeing where agreement >= least {
      let entry = history[place]
      guard entry >= symbols.count else {
        body(entry, 1)
        continue
      }
      let id = base + entry - symbols.count - pitches.count
      if pitches.contains(id) { body(id, bases[place] == base ? Recall.sameKeyWeight : 1) }
    }
  }

  private static func `class`(of length: Int) -> Int {
    (lengths.firstIndex { $0 > length } ?? lengths.count) - 1
  }

  private var lastPitch: Int { isLeft ? lastPitches.left : lastPitches.right }

  private mutating func setLastPitch(_ id: Int) {
    if isLeft { lastPitches.left = id } else { lastPitches.right = id }
  }

  /// An id, or behind all ids the interval of a pitch.
  private func entry(_ id: Int) -> Int {
    pitches.contains(id) ? symbols.count + pitches.count + id - lastPitch : id
  }

  /// Only places behind the same entry can agree, with one token more than the place before them
  /// did.
  private mutating func advance(_ entry: Int, _ base: Int) {
    next.removeAll(keepingCapacity: true)
    for place in places[entry] { next.append((place + 1, agreements[place] + 1)) }
    for (place, _) in agreeing { agreements[place] = 0 }
    longest = 0
    for (place, agreement) in next {
      agreements[place] = agreement
      longest = max(longest, agreement)
    }
    swap(&agreeing, &next)
    places[entry].append(history.count)
    history.append(entry)
    bases.append(base)
    agreements.append(0)
  }
}
