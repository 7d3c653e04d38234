// Configurations on their way through files.

import Foundation
import Testing
import Tokens

@Suite struct ConfigurationTests {
  private static let odd: REMIConfiguration = {
    var odd = REMIConfiguration()
    odd.beatResolutions = [
      .init(beats: 0..<2, positionsPerBeat: 16), .init(beats: 2..<20, positionsPerBeat: 2),
    ]
    odd.timeSignatureRange = [16, 2, 4].map { .init(denominator: $0, numerators: [9, 4]) }
    odd.specialTokens += ["A \"quoted\" \\ name_é\u{1}"]
    odd.deletesEqualSuccessiveTempos = true
    return odd
  }()

  @Test(arguments: [REMIConfiguration(), .miditok, .continuo, odd])
  func aConfigurationSurvivesItsFile(_ configuration: REMIConfiguration) throws {
    let text = configuration.tokenizerJSON
    #expect(try REMIConfiguration(tokenizerJSON: text.utf8) == configuration)
    let decoded = try JSONDecoder().decode(REMIConfiguration.self, from: Data(text.utf8))
    #expect(decoded == configuration)
    let encoded = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(REMIConfiguration.self, from: encoded) == configuration)
  }

  private func error(_ text: String) -> REMIConfigurationError? {
    do throws(REMIConfigurationError) {
      _ = try REMIConfiguration(tokenizerJSON: text.utf8)
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
    (#""use_chords": true"#, REMIConfigurationError.unsupported(option: "use_chords")),
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
    (#""special_tokens": ["BOS", "EOS"]"#, .invalid(option: "special_tokens")),
  ])
  func anOptionThatCannotBeServedIsNamed(option: String, expected: REMIConfigurationError) {
    #expect(error("{\"config\": {\(option)}}") == expected)
  }

  @Test func aTrainedTokenizerAndAnotherTokenizationAreRefused() {
    #expect(error(#"{"config": {}, "_model": "{}"}"#) == .unsupported(option: "_model"))
    #expect(
      error(#"{"config": {}, "tokenization": "TSD"}"#) == .unsupported(option: "tokenization"))
    #expect(error(#"{"config": {}, "tokenization": "REMI"}"#) == nil)
  }

  @Test func aDecoderThatLosesTheOrderOfTimeSignaturesIsRefused() throws {
    let text = #"{"config": {"time_signature_range": {"8": [6], "4": [4]}}}"#
    #expect(try REMIConfiguration(tokenizerJSON: text.utf8).timeSignatureRange.count == 2)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(REMIConfiguration.self, from: Data(text.utf8))
    }
  }
}
