// Which optimizer moves which parameters.

import Torch

/// What moves a model's parameters: AdamW all of them, or Muon the matrices between embedding and
/// head and AdamW the rest.
struct Optimizer {
  /// AdamW's moments and Muon's momenta by the names that they have in a checkpoint.
  let moments: [(name: String, tensor: Tensor)]
  private let adamW: AdamW
  private let muon: Muon

  /// The official groups: weight decay on matrices named `.weight` only, the raw decay's bias at
  /// twice the learning rate.
  init(_ parameters: Parameters, _ options: TrainingOptions) {
    var members: [[String]] = [[], [], []]
    var matrices: [String] = []
    for name in parameters.names {
      if options.optimizer == .muon && isMovedByMuon(name, parameters[name].shape) {
        matrices.append(name)
      } else if name.contains("att.w0") || name.hasSuffix("att.time_decay") {
        members[1].append(name)
      } else if isMatrix(parameters[name].shape) && name.hasSuffix(".weight") {
        members[0].append(name)
      } else {
        members[2].append(name)
      }
    }
    let scales = [1.0, 2, 1]
    let decays = [options.weightDecay, 0, 0]
    let groups = members.indices.map { group in
      AdamW.Group(
        parameters: members[group].map { parameters[$0] }, learningRateScale: scales[group],
        weightDecay: decays[group])
    }
    let adamW = AdamW(groups, beta1: 0.9, beta2: 0.99, epsilon: 1e-18)
    let muon = Muon(
      matrices.map { parameters[$0] }, momentum: 0.95, weightDecay: options.weightDecay)
    (self.adamW, self.muon) = (adamW, muon)
    moments =
      members.enumerated().flatMap { group, names in
        names.enumerated().flatMap { index, name in
          [
            ("adamw.first.\(name)", adamW.first[group][index]),
            ("adamw.second.\(name)", adamW.second[group][index]),
          ]
        }
      } + zip(matrices, muon.momenta).map { ("muon.momentum.\($0)", $1) }
  }

  /// - Parameter number: Counts from 1.
  func step(number: Int, learningRate: Double) {
    adamW.step(number: number, learningRate: learningRate)
    muon.step(learningRate: learningRate)
  }
}

private func isMatrix(_ shape: [Int]) -> Bool { shape.count { $0 > 1 } >= 2 }

/// Whether a parameter is one of the large matrices of the two mixings, which Muon moves.
func isMovedByMuon(_ name: String, _ shape: [Int]) -> Bool {
  name.hasPrefix("blocks.") && name.hasSuffix(".weight") && shape.count == 2
}
