// Where the pedal is down, and which notes are legato or staccato, as a piece's tokens tell.

import Testing
import Tokens

@Suite struct PlayedTokensTests {
  private let cells = Cells()

  private func tokens(_ names: String) -> [Token] {
    names.split(whereSeparator: \.isWhitespace).map { name in
      Token(cells.vocabulary.firstIndex(of: String(name))!)
    }
  }

  /// Labels of the piece's tokens of some kind, in their order.
  private func labels(_ all: [Bool?], _ tokens: [Token], _ kind: TokenKind) -> [Bool?] {
    zip(all, tokens).filter { cells.kind(of: $0.1) == kind }.map(\.0)
  }

  private func played(_ tokens: [Token]) -> PlayedTokens {
    let bars = tokens.indices.filter { cells.isBar(tokens[$0]) }
    return PlayedTokens(tokens, bars: bars, cells)
  }

  @Test func thePedalOfABarIsKnownAtItsNotesAndLastsBeyondTheBar() {
    let piece = tokens(
      """
      BOS_None Dynamics_Off Pedals_On
      Bar_None TimeSig_4/4 Hand_Right Position_0 Pitch_60 Duration_0.6.12
      Position_12 Pitch_62 Duration_0.6.12 Hand_Left Position_24 Pitch_40 Duration_1.0.12
      Pedals_Bar Position_6 Pedal_0
      Bar_None TimeSig_4/4 Hand_Right Position_0 Pitch_60 Duration_0.6.12
      Position_24 Pitch_60 Duration_0.6.12 Hand_Left Pedals_Bar Position_24 PedalOff_0
      EOS_None
      """)
    let down = played(piece).isPedalDown
    #expect(labels(down, piece, .pitch) == [false, true, true, true, false])
    #expect(labels(down, piece, .duration) == [false, true, true, true, false])
    #expect(labels(down, piece, .position).allSatisfy { $0 == nil })
  }

  @Test func aPieceWithoutPedalsSaysNothingOfThem() {
    let piece = tokens(
      """
      BOS_None Dynamics_Off Pedals_Off
      Bar_None TimeSig_4/4 Hand_Right Position_0 Pitch_60 Duration_0.6.12 Hand_Left EOS_None
      """)
    #expect(played(piece).isPedalDown.allSatisfy { $0 == nil })
  }

  @Test func aNoteIsLegatoThatReachesTheNextOfItsHandAndStaccatoThatGoesHalfTheWayAtMost() {
    let piece = tokens(
      """
      BOS_None Dynamics_Off Pedals_Off
      Bar_None TimeSig_4/4 Hand_Right Position_0 Pitch_60 Duration_1.0.12 Pitch_64 Duration_0.6.12
      Position_12 Pitch_62 Duration_0.9.12 Position_24 Pitch_62 Duration_1.0.12
      Hand_Left Position_6 Pitch_40 Duration_0.6.12 EOS_None
      """)
    #expect(labels(played(piece).isLegato, piece, .duration) == [true, false, nil, nil, nil])
  }
}
