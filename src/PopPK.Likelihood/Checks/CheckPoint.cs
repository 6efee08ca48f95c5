namespace PopPK.Likelihood.Checks;

/// <summary>
/// Where a model is looked at: at its initial estimates, or a little beside them, where nothing is zero by chance (a slope that begins at 0,
/// two volumes that begin equal). Immutable.
/// </summary>
internal sealed class CheckPoint
{
    private CheckPoint(double[] theta, double[] free, PopulationPoint point)
    {
        (Theta, Free, Point) = (theta, free, point);
    }

    /// <summary>All fixed effects.</summary>
    public double[] Theta { get; }

    /// <summary>The free parameters.</summary>
    public double[] Free { get; }

    /// <summary>Both, with the matrices of random effects.</summary>
    public PopulationPoint Point { get; }

    /// <summary>The initial estimates, or null when they are no admissible point.</summary>
    /// <param name="layout">The parameters.</param>
    public static CheckPoint? Initial(ParameterLayout layout) => At(layout, layout.InitialFree());

    /// <summary>A point beside the initial estimates, or null when it is not admissible.</summary>
    /// <param name="layout">The parameters.</param>
    public static CheckPoint? Beside(ParameterLayout layout)
    {
        var free = layout.InitialFree();
        for (var i = 0; i < layout.FreeThetaCount; i++)
        {
            var parameter = layout.Parameters[layout.Free[i]];
            var step = Share(i) * (free[i] == 0 ? 1 : Math.Abs(free[i]));
            var room = free[i] + step < parameter.Upper ? parameter.Upper - free[i] : free[i] - parameter.Lower;
            free[i] += (free[i] + step < parameter.Upper ? 1 : -1) * Math.Min(step, 0.5 * room);
        }

        var offset = layout.FreeThetaCount;
        foreach (var (_, size) in layout.FreeBlocks)
        {
            var first = offset;
            for (var row = 0; row < size; row++)
            {
                for (var column = 0; column <= row; column++, offset++)
                {
                    free[offset] *= (1 + Share(first + row)) * (1 + Share(first + column));
                }
            }
        }

        return At(layout, free);
    }

    /// <summary>Random effects of a subject that are no special ones: about half a standard deviation off, to different sides.</summary>
    /// <param name="subject">Which subject.</param>
    /// <param name="eta">Receives them.</param>
    public void FillEta(int subject, Span<double> eta)
    {
        for (var k = 0; k < eta.Length; k++)
        {
            var sign = (subject + k) % 2 == 0 ? 1 : -1;
            eta[k] = sign * (0.3 + 4 * Share(3 * subject + 7 * k)) * Math.Sqrt(Point.Omega[k * (eta.Length + 1)]);
        }
    }

    private static CheckPoint? At(ParameterLayout layout, double[] free) => layout.PointAt(free) is { } point
        ? new CheckPoint(point.Theta.ToArray(), free, point)
        : null;

    // Between 0.03 and 0.09, without a pattern that a model could share.
    private static double Share(int i)
    {
        const double golden = 0.6180339887498949;
        return 0.03 + 0.06 * (golden * (i + 1) % 1);
    }
}
