// Initial values, names and shapes as the official trainer has them.

import Foundation
import RWKVTraining
import Testing
import Torch

extension LibtorchTests {
  @Suite struct ParameterTests {
    let configuration = Configuration(vocabularySize: 300, layerCount: 9, width: 256)

    @Test func theRanksFollowTheOfficialRule() {
      #expect(configuration.decayRank == 32)
      #expect(configuration.valueRank == 32)
      #expect(configuration.gateRank == 64)  // 80 / 32 is 2.5, which rounds to even
      let wide = Configuration(vocabularySize: 10, layerCount: 1, width: 2048)
      #expect(wide.decayRank == 128 && wide.learningRateRank == 128)
      #expect(wide.valueRank == 64 && wide.gateRank == 224)
    }

    @Test func theCountFollowsTheFormulaOfThePaper() {
      let (V, L, D) = (300, 9, 256)
      let ranks = 32 + 32 + 32 + 64
      let expected = 2 * V * D + 4 * D + L * D * (12 * D + 2 * ranks + 19) - (2 * D * 32 + D)
      #expect(configuration.parameterCount == expected)
    }

    @Test func freshParametersAreTheOfficialOnes() {
      let parameters = Parameters(configuration, seed: 3)
      #expect(parameters["blocks.4.att.output.weight"].floats.allSatisfy { $0 == 0 })
      #expect(parameters["blocks.4.ffn.value.weight"].floats.allSatisfy { $0 == 0 })
      #expect(parameters["blocks.4.att.w1"].floats.allSatisfy { $0 == 0 })
      let embedding = parameters["emb.weight"].floats.map(abs).max() ?? 0
      #expect(embedding <= 1e-4 && embedding > 0.9e-4)
      let w0 = parameters["blocks.0.att.w0"].floats
      // n = 0: ramp 0, and -1 at the edge of the head: -6 + 0.5 - 2.5
      #expect(abs(w0[0] + 8) < 1e-5)
      #expect(abs(w0[255] - 3) < 1e-5)
      let lnX = parameters["blocks.2.att.ln_x.weight"].floats
      #expect(lnX.allSatisfy { abs($0 - Float(pow(3.0 / 9, 0.7))) < 1e-6 })
      let xk = parameters["blocks.8.ffn.x_k"].floats
      #expect(abs(xk[128] - Float(1 - pow(0.5, pow(1.0 / 9, 4)))) < 1e-6)
    }

    @Test func freshParametersOfTheOlderGenerationsAreTheOfficialOnes() {
      let five = Parameters(
        Configuration(.five, vocabularySize: 300, layerCount: 5, width: 256), seed: 3)
      // Layer 2 of 5: p = 0.6, q = 0.5; channel 64 of 256: d = 0.25.
      let att = "blocks.2.att."
      #expect(abs(five[att + "time_mix_k"].floats[64] - Float(pow(0.25, 0.6))) < 1e-6)
      #expect(abs(five[att + "time_mix_v"].floats[64] - Float(pow(0.25, 0.6) + 0.15)) < 1e-6)
      #expect(abs(five[att + "time_mix_g"].floats[64] - Float(pow(0.25, 0.3))) < 1e-6)
      #expect(abs(five["blocks.2.ffn.time_mix_r"].floats[64] - Float(pow(0.25, 0.6))) < 1e-6)
      let decay = five[att + "time_decay"]
      #expect(decay.shape == [4, 64])
      #expect(decay.floats[0] == -6 && decay.floats[255] == -1)
      // q (1 - n / (C - 1)) + ((n + 1) % 3 - 1) / 10
      #expect(abs(five[att + "time_faaaa"].floats[0] - 0.5) < 1e-6)
      #expect(abs(five[att + "time_faaaa"].floats[255]) < 1e-6)
      #expect(five[att + "output.weight"].floats.allSatisfy { $0 == 0 })
      #expect(five["blocks.2.ffn.receptance.weight"].floats.allSatisfy { $0 == 0 })

      let six = Parameters(
        Configuration(.six, vocabularySize: 300, layerCount: 5, width: 256), seed: 3)
      #expect(abs(six[att + "time_maa_v"].floats[64] - Float(0.85 - pow(0.25, 0.6))) < 1e-6)
      #expect(abs(six["blocks.2.ffn.time_maa_k"].floats[64] - Float(1 - pow(0.25, 0.216))) < 1e-6)
      #expect(six[att + "time_maa_w1"].floats.allSatisfy { $0 == 0 })
      let map = six[att + "time_maa_w2"]
      #expect(map.shape == [5, 32, 256])
      let largest = map.floats.map(abs).max() ?? 0
      #expect(largest <= 0.01 && largest > 0.0099)
    }

    @Test func aConfigurationFromBeforeThereWereGenerationsIsOfTheSeventh() throws {
      let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(configuration))
      var fields = try #require(object as? [String: Any])
      fields["generation"] = nil
      fields["mixRank"] = nil
      let old = try JSONSerialization.data(withJSONObject: fields)
      #expect(try JSONDecoder().decode(Configuration.self, from: old) == configuration)
    }

    @Test func matricesStartOrthogonal() {
      let parameters = Parameters(configuration, seed: 3)
      for (name, gain) in [
        ("blocks.1.att.receptance.weight", 1.0), ("blocks.1.att.key.weight", 0.1),
        ("blocks.1.ffn.key.weight", 1.0), ("head.weight", 0.5 * (300.0 / 256).squareRoot()),
      ] {
        let weight = parameters[name].floats
        let (rows, columns) = (parameters[name].shape[0], parameters[name].shape[1])
        // Columns have the length of the gain and are orthogonal to each other.
        func product(_ i: Int, _ j: Int) -> Double {
          (0..<rows).reduce(0) { $0 + Double(weight[$1 * columns + i] * weight[$1 * columns + j]) }
        }
        #expect(abs(product(3, 3).squareRoot() - gain) < 1e-4, "\(name)")
        #expect(abs(product(3, 90)) < 1e-4, "\(name)")
      }
    }

    @Test func theSameSeedGivesTheSameParameters() {
      let one = Parameters(configuration, seed: 11)["head.weight"].floats
      let again = Parameters(configuration, seed: 11)["head.weight"].floats
      let other = Parameters(configuration, seed: 12)["head.weight"].floats
      #expect(one == again)
      #expect(one != other)
    }

    @Test func theLearningRateWarmsUpAndFallsToItsEnd() {
      var options = TrainingOptions()
      options.steps = 1000
      #expect(abs(options.learningRate(atStep: 0) - 0.01 * options.learningRate) < 1e-9)
      #expect(options.learningRate(atStep: 10) > 0.99 * options.learningRate)
      #expect(abs(options.learningRate(atStep: 1000) - options.finalLearningRate) < 1e-12)
      let rates = (10...1000).map(options.learningRate(atStep:))
      #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 })
    }
  }
}
