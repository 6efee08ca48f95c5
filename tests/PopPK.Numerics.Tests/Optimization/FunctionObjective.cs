using PopPK.Numerics.Optimization;

namespace PopPK.Numerics.Tests.Optimization;

/// <summary>An objective from a delegate that returns value and gradient, or null for failure.</summary>
internal sealed class FunctionObjective(int dimension, Func<double[], (double Value, double[] Gradient)?> function) : IObjective
{
    public int Dimension => dimension;

    public int Evaluations { get; private set; }

    public ObjectiveStatus Evaluate(ReadOnlySpan<double> point, out double value, Span<double> gradient)
    {
        Evaluations++;
        value = double.NaN;
        if (function(point.ToArray()) is not { } result)
        {
            return ObjectiveStatus.Failed;
        }

        value = result.Value;
        result.Gradient.CopyTo(gradient);
        return ObjectiveStatus.Ok;
    }
}
