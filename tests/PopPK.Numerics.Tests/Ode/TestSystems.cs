using PopPK.Numerics.Ode;

namespace PopPK.Numerics.Tests.Ode;

/// <summary>
/// A nonlinear system that depends on time, with a known solution: y1 = exp(sin t^2), y2 = exp(5 sin t^2),
/// y3 = 1 + sin t^2, y4 = cos t^2.
/// </summary>
internal readonly struct SineOfSquare : IStiffOdeSystem
{
    private static readonly JacobianStructure Structure = JacobianStructure.Dense(4);

    public int Dimension => 4;

    public JacobianStructure JacobianStructure => Structure;

    public static double[] Solution(double t)
    {
        var (sine, cosine) = Math.SinCos(t * t);
        return [Math.Exp(sine), Math.Exp(5 * sine), 1 + sine, cosine];
    }

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        rates[0] = 2 * time * Math.Pow(state[1], 0.2) * state[3];
        rates[1] = 10 * time * Math.Exp(5 * (state[2] - 1)) * state[3];
        rates[2] = 2 * time * state[3];
        rates[3] = -2 * time * Math.Log(state[0]);
    }

    public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries)
    {
        entries.Clear();
        var (root, exponential) = (Math.Pow(state[1], 0.2), Math.Exp(5 * (state[2] - 1)));
        (entries[1], entries[3]) = (0.4 * time * root / state[1] * state[3], 2 * time * root);
        (entries[6], entries[7]) = (50 * time * exponential * state[3], 10 * time * exponential);
        entries[11] = 2 * time;
        entries[12] = -2 * time / state[0];
        (entries[16], entries[17]) = (2 * root * state[3], 10 * exponential * state[3]);
        (entries[18], entries[19]) = (2 * state[3], -2 * Math.Log(state[0]));
    }
}

/// <summary>Kepler's problem, a body around the origin, with the circular orbit as its solution.</summary>
internal readonly struct CircularOrbit : IOdeSystem
{
    public int Dimension => 4;

    public static double[] Solution(double t) => [Math.Cos(t), Math.Sin(t), -Math.Sin(t), Math.Cos(t)];

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        var cube = Math.Pow((state[0] * state[0]) + (state[1] * state[1]), 1.5);
        rates[0] = state[2];
        rates[1] = state[3];
        rates[2] = -state[0] / cube;
        rates[3] = -state[1] / cube;
    }
}

/// <summary>First-order absorption and elimination with the sensitivities of both amounts in ka and k.</summary>
internal readonly struct OneCompartmentOral(double ka, double k) : IOdeSystem
{
    public int Dimension => 6;

    /// <summary>Amounts and sensitivities (A1, A2, dA1/dka, dA2/dka, dA1/dk, dA2/dk) at a time after a dose.</summary>
    public double[] Solution(double t, double dose)
    {
        var (x, y, d) = (Math.Exp(-ka * t), Math.Exp(-k * t), ka - k);
        var central = dose * ka / d * (y - x);
        return
        [
            dose * x,
            central,
            -t * dose * x,
            (-dose * k / (d * d) * (y - x)) + (dose * ka / d * t * x),
            0,
            (dose * ka / (d * d) * (y - x)) - (dose * ka / d * t * y),
        ];
    }

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        rates[0] = -ka * state[0];
        rates[1] = (ka * state[0]) - (k * state[1]);
        rates[2] = (-ka * state[2]) - state[0];
        rates[3] = (ka * state[2]) + state[0] - (k * state[3]);
        rates[4] = -ka * state[4];
        rates[5] = (ka * state[4]) - (k * state[5]) - state[1];
    }
}

/// <summary>y' = y^2, which leaves every bound at t = 1 / y(0); z' = 1.</summary>
internal readonly struct Explosion : IOdeSystem
{
    public int Dimension => 2;

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        rates[0] = state[0] * state[0];
        rates[1] = 1;
    }
}

/// <summary>y' = lambda y.</summary>
internal readonly struct Decay(double lambda) : IOdeSystem
{
    public int Dimension => 1;

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates) => rates[0] = -lambda * state[0];
}

/// <summary>y' = sqrt(1 - t): not a number after t = 1.</summary>
internal readonly struct SquareRoot : IOdeSystem
{
    public int Dimension => 1;

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates) => rates[0] = Math.Sqrt(1 - time);
}
