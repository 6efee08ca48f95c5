namespace PopPK.TestKit.Twins;

/// <summary>
/// The plain twin of <see cref="PopPK.Prediction.Kernels.ModeKernel"/>: a mode, its depot and their derivatives as the linear
/// differential equations they obey.
/// </summary>
public static class PlainMode
{
    /// <summary>Moves a mode and its depot: the equations and what they become when they are differentiated by lambda and kappa.</summary>
    /// <param name="z">The mode: z, z_l, z_k, z_ll, z_lk, z_kk.</param>
    /// <param name="depot">The depot: d, d_k, d_kk.</param>
    /// <param name="lambda">Rate constant of the mode.</param>
    /// <param name="kappa">Absorption rate constant.</param>
    /// <param name="rate">Constant input into the mode.</param>
    /// <param name="depotRate">Constant input into the depot.</param>
    /// <param name="dt">Length of the step.</param>
    /// <returns>The mode's six and the depot's three numbers, and the constant 1 by which inputs enter.</returns>
    public static double[] Advance(double[] z, double[] depot, double lambda, double kappa, double rate, double depotRate, double dt)
    {
        var a = new double[10, 10];
        void Rate(int of, params (int From, double Factor)[] terms)
        {
            foreach (var (from, factor) in terms)
            {
                a[of, from] += factor;
            }
        }

        Rate(0, (0, -lambda), (6, kappa), (9, rate));
        Rate(1, (1, -lambda), (0, -1));
        Rate(2, (2, -lambda), (6, 1), (7, kappa));
        Rate(3, (3, -lambda), (1, -2));
        Rate(4, (4, -lambda), (2, -1));
        Rate(5, (5, -lambda), (7, 2), (8, kappa));
        Rate(6, (6, -kappa), (9, depotRate));
        Rate(7, (7, -kappa), (6, -1));
        Rate(8, (8, -kappa), (7, -2));
        return LinearSystem.Advance(a, [.. z, .. depot, 1], dt);
    }
}
