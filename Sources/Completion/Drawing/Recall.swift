// What the piece itself went on with after tokens like the last ones.

import Tokens

/// What the piece itself went on with after tokens like the last ones.
///
/// Music repeats itself, and a state of fixed size keeps no piece word for word; this does. Wherever the tokens before a
/// place agree with the last tokens, what stands there is expected again; the places with the longest agreement count,
/// those in the same key most. Pitches are intervals from the hand's last pitch, so that a sequence is found in any key.
/// The tokens stand in the order of the music: the bars behind a hole, then those before it, then what was written.
///
/// A match model as data compressors have it (Mahoney 2005, "Adaptive Weighing of Context Models"), mixed with the
/// model's distribution as a continuous cache is (Grave, Joulin and Usunier 2017). `Documentation/recall.md` says what
/// it gains.
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

  /// The kind of the last token, which says what is expected.
  public enum After: Int, CaseIterable, Sendable {
    case frame, pitch, velocity, duration, position, hand
  }

  private let vocabulary: Vocabulary
  private let pitches: Range<Int>
  /// What was read, pitches as intervals: the index of a list of places.
  private var symbols: [Int] = []
  /// For each symbol the last pitch of its hand before it, an id.
  private var bases: [Int] = []
  /// For each symbol the places where it stands, in order.
  private var places: [[Int]]
  /// Of the place behind each symbol: with how many of the last tokens those before it agree, 0 for nearly all.
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

  /// - Parameter prompt: What the model reads, in its order; bars that are wholly to be filled are passed by.
  public init(_ prompt: [Token], _ cells: Cells) { self.init(prompt, Vocabulary(cells)) }

  init(_ prompt: [Token], _ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    pitches = vocabulary.ids(of: .pitch)
    places = Array(repeating: [], count: vocabulary.kinds.count + 2 * pitches.count)
    lastPitches = (pitches.upperBound - pitches.count / 3, pitches.lowerBound + pitches.count / 3)
    for token in Recall.history(prompt, vocabulary) { accept(token) }
  }

  /// Goes on by one token.
  public mutating func accept(_ token: Token) {
    let id = Int(token.id)
    if let block = vocabulary.cells.block(begunBy: token) { isLeft = block == .left }
    let (symbol, base) = (symbol(id), lastPitch)
    if pitches.contains(id) { setLastPitch(id) }
    advance(symbol, base)
    after = after(token)
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
      let symbol = symbols[place]
      guard symbol >= vocabulary.kinds.count else {
        body(symbol, 1)
        continue
      }
      let id = base + symbol - vocabulary.kinds.count - pitches.count
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

  private func symbol(_ id: Int) -> Int {
    pitches.contains(id) ? vocabulary.kinds.count + pitches.count + id - lastPitch : id
  }

  /// Only places behind the same symbol can agree, with one token more than the place before them did.
  private mutating func advance(_ symbol: Int, _ base: Int) {
    next.removeAll(keepingCapacity: true)
    for place in places[symbol] { next.append((place + 1, agreements[place] + 1)) }
    for (place, _) in agreeing { agreements[place] = 0 }
    longest = 0
    for (place, agreement) in next {
      agreements[place] = agreement
      longest = max(longest, agreement)
    }
    swap(&agreeing, &next)
    places[symbol].append(symbols.count)
    symbols.append(symbol)
    bases.append(base)
    agreements.append(0)
  }

  private func after(_ token: Token) -> After {
    switch vocabulary.kinds[Int(token.id)] {
    case .pitch: .pitch
    case .velocity: .velocity
    case .duration: .duration
    case .position: .position
    default:
      vocabulary.cells.block(begunBy: token).map { $0 == .pedal ? .frame : .hand } ?? .frame
    }
  }

  /// The prompt without bars of which nothing is given, and without the mark of the filling, so that what is written
  /// goes on from what stands before it.
  private static func history(_ prompt: [Token], _ vocabulary: Vocabulary) -> [Token] {
    let cells = vocabulary.cells
    var (history, bar): ([Token], [Token]) = ([], [])
    func close() {
      let isGiven = bar.contains { vocabulary.kinds[Int($0.id)] == .pitch }
      if isGiven || !bar.contains(cells.holeToken) { history += bar }
      bar.removeAll(keepingCapacity: true)
    }
    for token in prompt {
      if token == cells.fillToken || cells.remi.isBar(token) { close() }
      if token != cells.fillToken { bar.append(token) }
    }
    close()
    return history
  }
}
