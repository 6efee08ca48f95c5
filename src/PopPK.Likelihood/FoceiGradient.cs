using PopPK.Likelihood.Kernels;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// The exact gradient of a subject's FOCEI objective, and the derivatives of its conditional mode by the population
/// parameters (Almquist 2015, eqs. 18-27). With A half the second derivatives of J, C half its mixed derivatives by eta
/// and a parameter, and l = log|H|:
/// <code>
/// d mode / d theta = -A^-1 C
/// d OFV / d theta  = J_theta + l_theta - C' A^-1 l_eta
/// d OFV / d Omega  = N - N (eta eta' + H^-1 - sym(eta (A^-1 l_eta)')) N,   N = Omega^-1
/// </code>
/// </summary>
internal static class FoceiGradient
{
    /// <summary>
    /// Differentiates log|H| by phi (into Kappa, at fixed dP/d.) and by eta; leaves K P H^-1 in
    /// <see cref="ClusterWorkspace.PhiScratch2"/> for <see cref="Differentiate"/>.
    /// </summary>
    /// <param name="subject">The subject.</param>
    /// <param name="workspace">Holds H^-1 and the predictions at the mode to the order SecondAll.</param>
    public static void DifferentiateLogDeterminant(BoundSubject subject, ClusterWorkspace workspace)
    {
        var prediction = workspace.Prediction;
        var active = prediction.Layout.Active;
        var n = prediction.EtaCount;
        var pairs = n * (n + 1) / 2;
        var p = prediction.PhiByEta;
        var p2 = prediction.PhiByEtaEta;
        var ph = workspace.PhiScratch.AsSpan(0, active * n);
        MultiplyRows(p, workspace.ExpectedInverse, active, n, n, ph);
        for (var a = 0; a < active; a++)
        {
            for (var b = 0; b < active; b++)
            {
                var sum = 0.0;
                for (var k = 0; k < n; k++)
                {
                    sum += ph[a * n + k] * p[b * n + k];
                }

                workspace.PhiW[a * active + b] = sum;
            }
        }

        var kph = workspace.PhiScratch2.AsSpan(0, active * n);
        MultiplyRows(workspace.PhiK, ph, active, active, n, kph);
        DensityKernel.TraceDerivatives(
            prediction, subject.Observed.Length, workspace.PhiW, workspace.PhiScratch, workspace.Kappa);

        for (var k = 0; k < n; k++)
        {
            var sum = 0.0;
            for (var a = 0; a < active; a++)
            {
                sum += workspace.Kappa[a] * p[a * n + k];
                for (var l = 0; l < n; l++)
                {
                    var pair = k >= l ? k * (k + 1) / 2 + l : l * (l + 1) / 2 + k;
                    sum += 2 * kph[a * n + l] * p2[a * pairs + pair];
                }
            }

            workspace.LogDeterminantByEta[k] = sum;
        }
    }

    /// <summary>Fills the gradient and the derivatives of the mode.</summary>
    /// <param name="layout">The population parameters' order.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="workspace">As <see cref="DifferentiateLogDeterminant"/> leaves it; CurvatureFactor is the factor of A.</param>
    /// <param name="contribution">Receives gradient and derivatives.</param>
    public static void Differentiate(
        ParameterLayout layout,
        PopulationPoint point,
        ClusterWorkspace workspace,
        SubjectContribution contribution)
    {
        var n = workspace.Prediction.EtaCount;
        workspace.LogDeterminantByEta.CopyTo(workspace.Adjoint, 0);
        CholeskyKernels.Solve(workspace.CurvatureFactor, n, workspace.Adjoint);
        DifferentiateByTheta(layout, workspace, contribution);
        DifferentiateByOmega(layout, point, workspace, contribution);
    }

    private static void DifferentiateByTheta(ParameterLayout layout, ClusterWorkspace workspace, SubjectContribution contribution)
    {
        var prediction = workspace.Prediction;
        var jets = prediction.Layout;
        var (n, count, active) = (prediction.EtaCount, prediction.ThetaCount, jets.Active);
        var p = prediction.PhiByEta;
        var byTheta = prediction.PhiByTheta;
        var mixed = prediction.PhiByEtaTheta;
        var kph = workspace.PhiScratch2.AsSpan(0, active * n);

        // J_phiphi times d phi / d theta, for the active rows.
        var jt = workspace.ThetaScratch;
        Array.Clear(jt);
        for (var a = 0; a < active; a++)
        {
            for (var b = 0; b < jets.Total; b++)
            {
                var j = workspace.PhiPairs[jets.PairIndex(a, b)];
                for (var q = 0; q < count; q++)
                {
                    jt[a * count + q] += j * byTheta[b * count + q];
                }
            }
        }

        var parameters = layout.Free.Length;
        for (var q = 0; q < count; q++)
        {
            var gradient = 0.0;
            for (var b = 0; b < jets.Total; b++)
            {
                gradient += (workspace.PhiFirst[b] + workspace.Kappa[b]) * byTheta[b * count + q];
            }

            for (var k = 0; k < n; k++)
            {
                var cross = 0.0;
                for (var a = 0; a < active; a++)
                {
                    var m = mixed[(a * n + k) * count + q];
                    cross += p[a * n + k] * jt[a * count + q] + workspace.PhiFirst[a] * m;
                    gradient += 2 * kph[a * n + k] * m;
                }

                workspace.EtaScratch[k] = -0.5 * cross;
                gradient -= workspace.Adjoint[k] * 0.5 * cross;
            }

            contribution.GradientStore[q] = gradient;
            StoreModeDerivative(workspace, contribution, parameters, q);
        }
    }

    private static void DifferentiateByOmega(
        ParameterLayout layout,
        PopulationPoint point,
        ClusterWorkspace workspace,
        SubjectContribution contribution)
    {
        var n = workspace.Prediction.EtaCount;
        var inverse = point.OmegaInverse;
        var eta = workspace.Eta;
        var scaled = workspace.Trial;
        var inner = workspace.MatrixScratch;
        for (var k = 0; k < n; k++)
        {
            scaled[k] = 0;
            for (var l = 0; l < n; l++)
            {
                scaled[k] += inverse[k * n + l] * eta[l];
                inner[k * n + l] = eta[k] * eta[l] + workspace.ExpectedInverse[k * n + l]
                    - 0.5 * (eta[k] * workspace.Adjoint[l] + workspace.Adjoint[k] * eta[l]);
            }
        }

        var parameters = layout.Free.Length;
        for (var i = 0; i < layout.FreeOmegas.Length; i++)
        {
            var (row, column) = layout.FreeOmegas[i];
            var sum = inverse[row * n + column];
            for (var k = 0; k < n; k++)
            {
                for (var l = 0; l < n; l++)
                {
                    sum -= inverse[row * n + k] * inner[k * n + l] * inverse[l * n + column];
                }
            }

            // An element off the diagonal stands for two equal ones.
            var q = layout.FreeThetaCount + i;
            contribution.GradientStore[q] = row == column ? sum : 2 * sum;

            // d mode / d omega = A^-1 N E N eta, E the symmetric unit matrix of the element.
            for (var k = 0; k < n; k++)
            {
                workspace.EtaScratch[k] = inverse[k * n + row] * scaled[column];
                if (row != column)
                {
                    workspace.EtaScratch[k] += inverse[k * n + column] * scaled[row];
                }
            }

            StoreModeDerivative(workspace, contribution, parameters, q);
        }
    }

    private static void StoreModeDerivative(ClusterWorkspace workspace, SubjectContribution contribution, int parameters, int q)
    {
        var n = workspace.Prediction.EtaCount;
        CholeskyKernels.Solve(workspace.CurvatureFactor, n, workspace.EtaScratch);
        for (var k = 0; k < n; k++)
        {
            contribution.EtaByParameterStore[k * parameters + q] = workspace.EtaScratch[k];
        }
    }

    // c = a b for row-major matrices: a rows x inner, b inner x columns.
    private static void MultiplyRows(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int rows, int inner, int columns, Span<double> c)
    {
        c[..(rows * columns)].Clear();
        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < inner; k++)
            {
                var factor = a[i * inner + k];
                for (var j = 0; j < columns; j++)
                {
                    c[i * columns + j] += factor * b[k * columns + j];
                }
            }
        }
    }
}
