// What the user should know although nothing is wrong.

import Completion
import RWKV

/// Says so when velocities are asked for that the model has hardly seen.
///
/// A model that has seen none refuses; one whose file does not say how many is believed.
func warnOfDynamics(hardlyLearnedBy model: Model, _ options: CompletionOptions) {
  let few = 0.1
  guard options.dynamics == true, let share = model.metadata["dynamics_share"].flatMap(Double.init),
    share < few
  else { return }
  printError(
    "warning: of 100 pieces that the model learned from, \(decimal(100 * share, 1)) have dynamics, "
      + "so the velocities will mean little.\nLeave out --dynamics on: the takes are then as loud as "
      + "the bars around them; or choose another model with --model.")
}

/// Says so when all takes will be one.
func warnOfLikeTakes(_ options: CompletionOptions) {
  guard options.sampling.isCertain, options.takes > 1 else { return }
  printError(
    "warning: where the likeliest is always taken, all takes are alike.\n"
      + "Add --takes 1, or raise --temperature.")
}
