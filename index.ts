export { FpropError, type ErrorCode } from "./lib/errors.ts";
export { generator, manualSeed, Rng } from "./lib/rng.ts";
export { Tensor, type Arrays, type DType, type Nested, type Numbers } from "./lib/tensor.ts";
export { heap } from "./lib/heap.ts";
export { useThreads } from "./lib/kernels/threads/usethreads.ts";
export { type Value } from "./lib/value.ts";
export { Buffer } from "./lib/buffer.ts";
export { Parameter } from "./lib/parameter.ts";
export { Module, type AnyModule, type StateDict } from "./lib/module.ts";
export { join, Node } from "./lib/node.ts";
export { Loss } from "./lib/loss.ts";
export { Reducer, type Reduced, type Reduction } from "./lib/reduction.ts";
export * as check from "./lib/check.ts";
export * as init from "./lib/init.ts";
export * as kernels from "./lib/kernels/index.ts";
export { useFusedMultiplyAdd } from "./lib/kernels/fused.ts";

export { constant, Expression, parameter, variable, type Operand, type Tree } from "./lib/expressions/expression.ts";
export {
  abs,
  add,
  amax,
  broadcast,
  div,
  erf,
  exceeds,
  exp,
  log,
  logSoftmax,
  matmul,
  max,
  mean,
  min,
  mul,
  neg,
  pow,
  relu,
  reshape,
  sigmoid,
  softmax,
  softplus,
  sqrt,
  stopGradient,
  sub,
  sum,
  sumTo,
  tanh,
  transpose,
} from "./lib/expressions/operations.ts";
export { evaluate, type Bindings } from "./lib/expressions/evaluate.ts";
export { adjoints, forward, jacobian, reverse, tangents, vjp } from "./lib/expressions/derivatives.ts";
export { express } from "./lib/expressions/express.ts";
export { hvp, jvp } from "./lib/gradients/directional.ts";
export { automatic } from "./lib/gradients/automatic.ts";
export { backpropagation } from "./lib/gradients/backpropagation.ts";
export { differences } from "./lib/gradients/numeric.ts";
export { fourWays } from "./lib/gradients/fourways.ts";
export { type Gradient } from "./lib/gradients/gradient.ts";
export { pathCount, pathSums, type PathCount } from "./lib/gradients/paths.ts";
export { ScalarGraph, type PathSums } from "./lib/gradients/scalargraph.ts";
export { type Order } from "./lib/gradients/stencils.ts";
export { Drawing } from "./lib/expressions/drawing.ts";

export { Abs } from "./modules/elementwise/abs.ts";
export { AdaptiveAvgPool1d } from "./modules/pooling/adaptiveavgpool1d.ts";
export { AdaptiveAvgPool2d } from "./modules/pooling/adaptiveavgpool2d.ts";
export { AdaptiveMaxPool1d } from "./modules/pooling/adaptivemaxpool1d.ts";
export { AdaptiveMaxPool2d } from "./modules/pooling/adaptivemaxpool2d.ts";
export { Add } from "./modules/tables/add.ts";
export { AlphaDropout } from "./modules/noise/alphadropout.ts";
export { AvgPool1d } from "./modules/pooling/avgpool1d.ts";
export { AvgPool2d } from "./modules/pooling/avgpool2d.ts";
export { Basis } from "./modules/bases/basis.ts";
export { BatchNorm1d } from "./modules/normalisation/batchnorm1d.ts";
export { BatchNorm2d } from "./modules/normalisation/batchnorm2d.ts";
export { Bias } from "./modules/linear/bias.ts";
export { Bilinear } from "./modules/linear/bilinear.ts";
export { Bottle } from "./modules/containers/bottle.ts";
export { CELU } from "./modules/activations/celu.ts";
export { Checkpoint } from "./modules/containers/checkpoint.ts";
export { CircularPad1d } from "./modules/padding/circularpad1d.ts";
export { CircularPad2d } from "./modules/padding/circularpad2d.ts";
export { Clamp } from "./modules/elementwise/clamp.ts";
export { Concat } from "./modules/containers/concat.ts";
export { ConcatTable } from "./modules/containers/concattable.ts";
export { ConstantPad1d } from "./modules/padding/constantpad1d.ts";
export { ConstantPad2d } from "./modules/padding/constantpad2d.ts";
export { Conv1d } from "./modules/convolution/conv1d.ts";
export { Conv2d } from "./modules/convolution/conv2d.ts";
export { Conv3d } from "./modules/convolution/conv3d.ts";
export { ConvTranspose1d } from "./modules/convolution/convtranspose1d.ts";
export { ConvTranspose2d } from "./modules/convolution/convtranspose2d.ts";
export { ConvTranspose3d } from "./modules/convolution/convtranspose3d.ts";
export { CosineSimilarity } from "./modules/linear/cosinesimilarity.ts";
export { Div } from "./modules/tables/div.ts";
export { Dropout } from "./modules/noise/dropout.ts";
export { Dropout1d } from "./modules/noise/dropout1d.ts";
export { Dropout2d } from "./modules/noise/dropout2d.ts";
export { ELU } from "./modules/activations/elu.ts";
export { Embedding } from "./modules/linear/embedding.ts";
export { EmbeddingBag } from "./modules/linear/embeddingbag.ts";
export { Euclidean } from "./modules/linear/euclidean.ts";
export { Exp } from "./modules/elementwise/exp.ts";
export { Expand } from "./modules/shapes/expand.ts";
export { Flatten } from "./modules/shapes/flatten.ts";
export { Fold } from "./modules/convolution/fold.ts";
export { Gather } from "./modules/shapes/gather.ts";
export { GaussianNoise } from "./modules/noise/gaussiannoise.ts";
export { GELU } from "./modules/activations/gelu.ts";
export { GlobalAvgPool } from "./modules/pooling/globalavgpool.ts";
export { GlobalMaxPool } from "./modules/pooling/globalmaxpool.ts";
export { GLU } from "./modules/activations/glu.ts";
export { GradientReversal } from "./modules/noise/gradientreversal.ts";
export { Graph } from "./modules/containers/graph.ts";
export { GroupNorm } from "./modules/normalisation/groupnorm.ts";
export { GRU } from "./modules/recurrent/gru.ts";
export { GRUCell } from "./modules/recurrent/grucell.ts";
export { Hardshrink } from "./modules/activations/hardshrink.ts";
export { Hardsigmoid } from "./modules/activations/hardsigmoid.ts";
export { Hardswish } from "./modules/activations/hardswish.ts";
export { Hardtanh } from "./modules/activations/hardtanh.ts";
export { Identity } from "./modules/shapes/identity.ts";
export { InstanceNorm1d } from "./modules/normalisation/instancenorm1d.ts";
export { InstanceNorm2d } from "./modules/normalisation/instancenorm2d.ts";
export { JoinTable } from "./modules/tables/jointable.ts";
export { Lambda } from "./modules/containers/lambda.ts";
export { LayerNorm } from "./modules/normalisation/layernorm.ts";
export { LeakyReLU } from "./modules/activations/leakyrelu.ts";
export { Linear } from "./modules/linear/linear.ts";
export { LocalResponseNorm } from "./modules/normalisation/localresponsenorm.ts";
export { Log } from "./modules/elementwise/log.ts";
export { LogSigmoid } from "./modules/activations/logsigmoid.ts";
export { LogSoftmax } from "./modules/activations/logsoftmax.ts";
export { LoRA } from "./modules/linear/lora.ts";
export { LPPool1d } from "./modules/pooling/lppool1d.ts";
export { LPPool2d } from "./modules/pooling/lppool2d.ts";
export { LSTM } from "./modules/recurrent/lstm.ts";
export { LSTMCell } from "./modules/recurrent/lstmcell.ts";
export { MapTable } from "./modules/containers/maptable.ts";
export { MatMul } from "./modules/linear/matmul.ts";
export { Max } from "./modules/tables/max.ts";
export { Maximum } from "./modules/tables/maximum.ts";
export { Maxout } from "./modules/linear/maxout.ts";
export { MaxPool1d } from "./modules/pooling/maxpool1d.ts";
export { MaxPool2d } from "./modules/pooling/maxpool2d.ts";
export { MaxUnpool2d } from "./modules/pooling/maxunpool2d.ts";
export { Mean } from "./modules/tables/mean.ts";
export { Min } from "./modules/tables/min.ts";
export { Minimum } from "./modules/tables/minimum.ts";
export { Mish } from "./modules/activations/mish.ts";
export { MixtureOfExperts } from "./modules/containers/mixtureofexperts.ts";
export { Mul } from "./modules/tables/mul.ts";
export { MultiheadAttention } from "./modules/attention/multiheadattention.ts";
export { Narrow } from "./modules/shapes/narrow.ts";
export { Normalize } from "./modules/normalisation/normalize.ts";
export { PairwiseDistance } from "./modules/linear/pairwisedistance.ts";
export { Parallel } from "./modules/containers/parallel.ts";
export { ParallelTable } from "./modules/containers/paralleltable.ts";
export { Permute } from "./modules/shapes/permute.ts";
export { PixelShuffle } from "./modules/vision/pixelshuffle.ts";
export { PixelUnshuffle } from "./modules/vision/pixelunshuffle.ts";
export { PolynomialFeatures } from "./modules/bases/polynomialfeatures.ts";
export { PositionalEncoding } from "./modules/attention/positionalencoding.ts";
export { Power } from "./modules/elementwise/power.ts";
export { PReLU } from "./modules/activations/prelu.ts";
export { RadialBasis } from "./modules/bases/radialbasis.ts";
export { ReflectionPad1d } from "./modules/padding/reflectionpad1d.ts";
export { ReflectionPad2d } from "./modules/padding/reflectionpad2d.ts";
export { ReLU } from "./modules/activations/relu.ts";
export { ReLU6 } from "./modules/activations/relu6.ts";
export { ReplicationPad1d } from "./modules/padding/replicationpad1d.ts";
export { ReplicationPad2d } from "./modules/padding/replicationpad2d.ts";
export { Reshape } from "./modules/shapes/reshape.ts";
export { Residual } from "./modules/containers/residual.ts";
export { RMSNorm } from "./modules/normalisation/rmsnorm.ts";
export { RNN } from "./modules/recurrent/rnn.ts";
export { RNNCell } from "./modules/recurrent/rnncell.ts";
export { RotaryPositionalEmbeddings } from "./modules/attention/rotarypositionalembeddings.ts";
export { RReLU } from "./modules/activations/rrelu.ts";
export { Scale } from "./modules/linear/scale.ts";
export { ScaledDotProductAttention } from "./modules/attention/scaleddotproductattention.ts";
export { Select } from "./modules/shapes/select.ts";
export { SelectTable } from "./modules/tables/selecttable.ts";
export { SELU } from "./modules/activations/selu.ts";
export { Sequencer } from "./modules/recurrent/sequencer.ts";
export { Sequential } from "./modules/containers/sequential.ts";
export { Sigmoid } from "./modules/activations/sigmoid.ts";
export { SiLU } from "./modules/activations/silu.ts";
export { Softmax } from "./modules/activations/softmax.ts";
export { Softmin } from "./modules/activations/softmin.ts";
export { Softplus } from "./modules/activations/softplus.ts";
export { Softshrink } from "./modules/activations/softshrink.ts";
export { Softsign } from "./modules/activations/softsign.ts";
export { SplitTable } from "./modules/tables/splittable.ts";
export { Sqrt } from "./modules/elementwise/sqrt.ts";
export { Square } from "./modules/elementwise/square.ts";
export { Squeeze } from "./modules/shapes/squeeze.ts";
export { StopGradient } from "./modules/noise/stopgradient.ts";
export { Sub } from "./modules/tables/sub.ts";
export { Sum } from "./modules/tables/sum.ts";
export { Tanh } from "./modules/activations/tanh.ts";
export { Tanhshrink } from "./modules/activations/tanhshrink.ts";
export { Threshold } from "./modules/activations/threshold.ts";
export { TimeDistributed } from "./modules/containers/timedistributed.ts";
export { Transformer } from "./modules/attention/transformer.ts";
export { TransformerDecoder } from "./modules/attention/transformerdecoder.ts";
export { TransformerDecoderLayer } from "./modules/attention/transformerdecoderlayer.ts";
export { TransformerEncoder } from "./modules/attention/transformerencoder.ts";
export { TransformerEncoderLayer } from "./modules/attention/transformerencoderlayer.ts";
export { Transpose } from "./modules/shapes/transpose.ts";
export { Unflatten } from "./modules/shapes/unflatten.ts";
export { Unfold } from "./modules/convolution/unfold.ts";
export { Unsqueeze } from "./modules/shapes/unsqueeze.ts";
export { Upsample } from "./modules/vision/upsample.ts";
export { WeightNorm } from "./modules/linear/weightnorm.ts";
export { ZeroPad2d } from "./modules/padding/zeropad2d.ts";

export { BCELoss } from "./losses/bceloss.ts";
export { BCEWithLogitsLoss } from "./losses/bcewithlogitsloss.ts";
export { CosineEmbeddingLoss } from "./losses/cosineembeddingloss.ts";
export { CrossEntropyLoss } from "./losses/crossentropyloss.ts";
export { CTCLoss } from "./losses/ctcloss.ts";
export { FocalLoss } from "./losses/focalloss.ts";
export { GaussianNLLLoss } from "./losses/gaussiannllloss.ts";
export { HingeEmbeddingLoss } from "./losses/hingeembeddingloss.ts";
export { HingeLoss } from "./losses/hingeloss.ts";
export { HuberLoss } from "./losses/huberloss.ts";
export { InfoNCELoss } from "./losses/infonceloss.ts";
export { KLDivLoss } from "./losses/kldivloss.ts";
export { L1Loss } from "./losses/l1loss.ts";
export { LogCoshLoss } from "./losses/logcoshloss.ts";
export { MarginRankingLoss } from "./losses/marginrankingloss.ts";
export { MSELoss } from "./losses/mseloss.ts";
export { MultiLabelMarginLoss } from "./losses/multilabelmarginloss.ts";
export { MultiLabelSoftMarginLoss } from "./losses/multilabelsoftmarginloss.ts";
export { MultiLoss } from "./losses/multiloss.ts";
export { MultiMarginLoss } from "./losses/multimarginloss.ts";
export { NLLLoss } from "./losses/nllloss.ts";
export { Objective } from "./losses/objective.ts";
export { PoissonNLLLoss } from "./losses/poissonnllloss.ts";
export { SequenceLoss } from "./losses/sequenceloss.ts";
export { SmoothL1Loss } from "./losses/smoothl1loss.ts";
export { SoftMarginLoss } from "./losses/softmarginloss.ts";
export { SquaredHingeLoss } from "./losses/squaredhingeloss.ts";
export { TripletMarginLoss } from "./losses/tripletmarginloss.ts";

export { Regularizer } from "./lib/regularizers/regularizer.ts";
export { ElasticNet } from "./lib/regularizers/elasticnet.ts";
export { L1 } from "./lib/regularizers/l1.ts";
export { L2 } from "./lib/regularizers/l2.ts";

export { Constraint } from "./lib/constraints/constraint.ts";
export { MaxNorm } from "./lib/constraints/maxnorm.ts";
export { NonNegative } from "./lib/constraints/nonnegative.ts";

export { Optimizer, type Group, type Settings } from "./lib/optim/optimizer.ts";
export { Adadelta, type AdadeltaOptions } from "./lib/optim/adadelta.ts";
export { Adagrad, type AdagradOptions } from "./lib/optim/adagrad.ts";
export { Adam } from "./lib/optim/adam.ts";
export { Adamax } from "./lib/optim/adamax.ts";
export { AdamW } from "./lib/optim/adamw.ts";
export { ASGD, type ASGDOptions } from "./lib/optim/asgd.ts";
export { ConjugateGradient } from "./lib/optim/conjugategradient.ts";
export { LBFGS, type LBFGSOptions } from "./lib/optim/lbfgs.ts";
export { Lion, type LionOptions } from "./lib/optim/lion.ts";
export { NAdam, type NAdamOptions } from "./lib/optim/nadam.ts";
export { RAdam } from "./lib/optim/radam.ts";
export { RMSprop, type RMSpropOptions } from "./lib/optim/rmsprop.ts";
export { Rprop, type RpropOptions } from "./lib/optim/rprop.ts";
export { SGD, type SGDOptions } from "./lib/optim/sgd.ts";
export { type AdamOptions, type MomentOptions } from "./lib/optim/moments.ts";
export { type DirectionalOptions } from "./lib/optim/directional.ts";
export { type Resumable, type TrainingState } from "./lib/optim/statereader.ts";
export { clipGradNorm, clipGradValue, type ClipOptions } from "./lib/optim/clip.ts";

export { LRScheduler, type Scheduled } from "./lib/optim/schedules/lrscheduler.ts";
export { ChainedScheduler } from "./lib/optim/schedules/chainedscheduler.ts";
export { ConstantLR } from "./lib/optim/schedules/constantlr.ts";
export { CosineAnnealingLR } from "./lib/optim/schedules/cosineannealinglr.ts";
export { CosineAnnealingWarmRestarts } from "./lib/optim/schedules/cosineannealingwarmrestarts.ts";
export { ExponentialLR } from "./lib/optim/schedules/exponentiallr.ts";
export { LambdaLR } from "./lib/optim/schedules/lambdalr.ts";
export { LinearLR, type LinearLROptions } from "./lib/optim/schedules/linearlr.ts";
export { MultiStepLR } from "./lib/optim/schedules/multisteplr.ts";
export { OneCycleLR, type OneCycleLROptions } from "./lib/optim/schedules/onecyclelr.ts";
export { PolynomialLR } from "./lib/optim/schedules/polynomiallr.ts";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./lib/optim/schedules/reducelronplateau.ts";
export { SequentialLR } from "./lib/optim/schedules/sequentiallr.ts";
export { StepLR } from "./lib/optim/schedules/steplr.ts";

export { type ConvolutionOptions, type PaddingMode } from "./lib/convolution.ts";
export { type TransposedConvolutionOptions } from "./lib/transposedconvolution.ts";

export { fit, type Elsewhere, type Epoch, type FitOptions, type Step } from "./lib/train/fit.ts";
export { validate, type Validation } from "./lib/train/validate.ts";
export { type Batches, type Examples } from "./lib/train/batches.ts";
export { Progress } from "./lib/train/progress.ts";
export { EarlyStopping, type EarlyStoppingOptions } from "./lib/train/earlystopping.ts";
export { AveragedModel } from "./lib/train/averagedmodel.ts";
export { History } from "./lib/train/history.ts";
export { Metric } from "./lib/train/metrics/metric.ts";
export { Accuracy } from "./lib/train/metrics/accuracy.ts";
export { AUROC } from "./lib/train/metrics/auroc.ts";
export { ConfusionMatrix } from "./lib/train/metrics/confusionmatrix.ts";
export { F1Score } from "./lib/train/metrics/f1score.ts";
export { MeanAbsoluteError } from "./lib/train/metrics/meanabsoluteerror.ts";
export { MeanSquaredError } from "./lib/train/metrics/meansquarederror.ts";
export { type PerClassOptions } from "./lib/train/metrics/perclass.ts";
export { Perplexity } from "./lib/train/metrics/perplexity.ts";
export { Precision } from "./lib/train/metrics/precision.ts";
export { R2Score } from "./lib/train/metrics/r2score.ts";
export { Recall } from "./lib/train/metrics/recall.ts";
export { type LinearLayer, Rule } from "./lib/train/rule.ts";
export { findLR, type FindLROptions, type LRCurve } from "./lib/train/findlr.ts";
export { DeltaRule } from "./lib/train/deltarule.ts";
export { PerceptronRule } from "./lib/train/perceptronrule.ts";
export { WeightPerturbation } from "./lib/train/weightperturbation.ts";

export { type Batch, type Dataset, type Rows } from "./lib/data/dataset.ts";
export { DataLoader, type DataLoaderOptions, type LoaderState } from "./lib/data/dataloader.ts";
export { MinMaxScaler } from "./lib/data/minmaxscaler.ts";
export { oneHot } from "./lib/data/onehot.ts";
export { Scaler } from "./lib/data/scaler.ts";
export { kFold, randomSplit, trainTestSplit, type Labels, type SplitOptions } from "./lib/data/splits.ts";
export { StandardScaler } from "./lib/data/standardscaler.ts";
export { Subset } from "./lib/data/subset.ts";
export {
  makeBlobs,
  makeCircles,
  makeMoons,
  makeRegression,
  makeSpirals,
  makeXor,
  type BlobOptions,
  type RegressionOptions,
  type SyntheticOptions,
} from "./lib/data/synthetic.ts";
export { TensorDataset } from "./lib/data/tensordataset.ts";
