// Configurations on their way through files.

import Foundation
import Testing
import Tokens

@Suite struct ConfigurationTests {
  private static let odd: TokenizerConfiguration = {
    var odd = TokenizerConfiguration()
    odd.beatResolutions = [
      .init(beats: 0..<2, positionsPerBeat: 16), .init(beats: 2..<20, positionsPerBeat: 2),
    ]
    odd.timeSignatureRange = [16, 2, 4].map { .init(denominator: $0, numerators: [9, 4]) }
    odd.specialTokens += ["A \"quoted\" \\ name_é\u{1}"]
    odd.deletesEqualSuccessiveTempos = true
    odd.useRests = true
    odd.restResolutions = [.init(beats: 0..<3, positionsPerBeat: 4)]
    odd.useChords = true
    odd.chords = [.init("power", [0, 7, 12]), .init("maj", [0, 4, 7])]
    odd.namesChordRoots = true
    odd.unknownChordSizes = 3..<5
    odd.usePrograms = true
    odd.programs = [0, 5, -1]
    odd.sharesOneStream = false
    odd.sendsProgramChanges = true
    odd.followsMidiTokDefects = true
    return odd
  }()

  @Test(arguments: [TokenizerConfiguration(), .miditok, .continuo, odd])
  func aConfigurationSurvivesItsFile(_ configuration: TokenizerConfiguration) throws {
    let text = configuration.tokenizerJSON
    #expect(try TokenizerConfiguration(tokenizerJSON: text.utf8) == configuration)
  }

  private func error(_ text: String) -> TokenizerConfigurationError? {
    do throws(TokenizerConfigurationError) {
      _ = try TokenizerConfiguration(tokenizerJSON: text.utf8)
      return nil
    } catch {
      return error
    }
  }

  @Test func whatIsNotJSONIsRefusedWithThePlace() {
    #expect(error("") == .notJSON(offset: 0))
    #expect(error("{\"config\": {}") == .notJSON(offset: 13))
    #expect(error("{\"config\": nul}") == .notJSON(offset: 11))
    #expect(error("{\"a\": \"\\x\"}") != nil)
    #expect(error(String(repeating: "[", count: 10000)) == .notJSON(offset: 64))
    #expect(error("[]") == .invalid(option: "config"))
  }

  @Test(arguments: [
    (
      #""use_key_signatures": true"#,
      TokenizerConfigurationError.unsupported(option: "use_key_signatures")
    ),
    (#""ac_pitch_class_bar": true"#, .unsupported(option: "ac_pitch_class_bar")),
    (#""use_note_duration_programs": [1]"#, .unsupported(option: "use_note_duration_programs")),
    (#""pitch_range": [60]"#, .invalid(option: "pitch_range")),
    (#""pitch_range": [60, 128]"#, .invalid(option: "pitch_range")),
    (#""num_velocities": 0"#, .invalid(option: "num_velocities")),
    (#""num_tempos": 1e3"#, .invalid(option: "num_tempos")),
    (#""tempo_range": [0, 100]"#, .invalid(option: "tempo_range")),
    (#""use_tempos": 1"#, .invalid(option: "use_tempos")),
    (#""beat_res": {}"#, .invalid(option: "beat_res")),
    (#""beat_res": {"0_4": 0}"#, .invalid(option: "beat_res")),
    (#""beat_res": {"4_0": 8}"#, .invalid(option: "beat_res")),
    (#""beat_res": {"0_1000": 1000}"#, .invalid(option: "beat_res")),
    (#""time_signature_range": {"4": [3]}"#, .invalid(option: "time_signature_range")),
    (#""time_signature_range": {"3": [4]}"#, .invalid(option: "time_signature_range")),
    (#""time_signature_range": {"4": [4, 4]}"#, .invalid(option: "time_signature_range")),
    (#""use_rests": true, "beat_res_rest": {"0_1": 9}"#, .invalid(option: "beat_res_rest")),
    (#""chord_maps": {"maj": 4}"#, .invalid(option: "chord_maps")),
    (#""chord_unknown": [3]"#, .invalid(option: "chord_unknown")),
    (#""use_programs": true, "programs": [128]"#, .invalid(option: "programs")),
    (#""special_tokens": ["BOS", "EOS"]"#, .invalid(option: "special_tokens")),
  ])
  func anOptionThatCannotBeServedIsNamed(option: String, expected: TokenizerConfigurationError) {
    #expect(error("{\"config\": {\(option)}}") == expected)
  }

  @Test func aTrainedTokenizerAndAnotherTokenizationAreRefused() {
    #expect(error(#"{"config": {}, "_model": "{}"}"#) == .unsupported(option: "_model"))
    #expect(
      error(#"{"config": {}, "tokenization": "TSD"}"#) == .unsupported(option: "tokenization"))
    #expect(error(#"{"config": {}, "tokenization": "REMI"}"#) == nil)
  }
}
