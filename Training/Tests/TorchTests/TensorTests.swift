// Tensors: values in and out, gradients, the optimizer.

import Foundation
import Testing
import Torch

@Test func aTensorGivesBackWhatWasPutIn() {
  let values: [Float] = [1, -2, 3.5, 4, 5, 6]
  let tensor = Tensor(values, shape: [2, 3])
  #expect(tensor.shape == [2, 3])
  #expect(tensor.floats == values)
  #expect(tensor.cast(to: .bfloat16).elementType == .bfloat16)
}

@Test func theGradientOfASumOfSquaresIsTwiceTheValue() {
  let x = Tensor([1.0, 2, 3], shape: [3])
  x.requireGradient()
  (x.squared().mean() * 3).backward()
  #expect(x.gradient.doubles == [2, 4, 6])
}

@Test func oneStepOfAdamWMovesAgainstTheGradientAndDecays() {
  let x = Tensor([1, -1] as [Float], shape: [2])
  x.requireGradient()
  let optimizer = AdamW(
    [.init(parameters: [x], learningRateScale: 2, weightDecay: 0.5)], beta1: 0.9, beta2: 0.99,
    epsilon: 1e-18)
  (x * 3).mean().backward()
  optimizer.step(number: 1, learningRate: 0.1)
  // decay by 1 - 0.2 * 0.5, then a step of 0.2 against the sign of the gradient
  #expect(zip(x.floats, [0.9 - 0.2, -0.9 - 0.2]).allSatisfy { abs($0 - $1) < 1e-6 })
}

/// `torch.optim.Muon(lr=0.1, weight_decay=0.5, adjust_lr_fn="match_rms_adamw")` of torch 2.13 after
/// two steps from sin(k) with the gradients cos(0.7 k² + step), k counting the elements.
@Test(arguments: [
  (
    [3, 5],
    [
      -0.0021, 0.7894, 0.8499, 0.1182, -0.7214, -0.9257, -0.2728, 0.6205, 0.9208, 0.3629, -0.4696,
      -0.8966, -0.4772, 0.3326, 0.8453,
    ]
  ),
  (
    [5, 3],
    [
      -0.015, 0.769, 0.8373, 0.1101, -0.7078, -0.8945, -0.2606, 0.6037, 0.9152, 0.371, -0.4647,
      -0.9042, -0.4755, 0.3539, 0.8688,
    ]
  ),
])
func twoStepsOfMuonAreThoseOfTorch(shape: [Int], wanted: [Double]) {
  let ks = (0..<15).map(Double.init)
  let x = Tensor(ks.map { Float(sin($0)) }, shape: shape)
  x.requireGradient()
  let muon = Muon([x], momentum: 0.95, weightDecay: 0.5)
  for step in [1.0, 2] {
    // The gradient of a mean of products is the other factor over their number.
    let gradient = ks.map { Float(15 * cos(0.7 * $0 * $0 + step)) }
    (x * Tensor(gradient, shape: shape)).mean().backward()
    muon.step(learningRate: 0.1)
    Tensor.clearGradients(of: [x])
  }
  let largest = zip(x.floats, wanted).map { abs(Double($0) - $1) }.max() ?? .infinity
  #expect(largest < 1e-3)  // bf16 rounds otherwise on another processor
}

@Test func clippingKeepsTheDirectionAndBoundsTheNorm() {
  let x = Tensor([3, 4] as [Float], shape: [2])
  x.requireGradient()
  (x.squared().mean()).backward()  // gradient = x, norm 5
  #expect(abs(Tensor.clipGradients(of: [x], to: 1) - 5) < 1e-5)
  #expect(zip(x.gradient.floats, [0.6, 0.8]).allSatisfy { abs($0 - $1) < 1e-4 })
}
