namespace PopPK.Reporting.Exchange;

/// <summary>
/// Writes the file <c>.phi</c>: for every subject its empirical Bayes estimates (ETA), their conditional covariances (ETC) and its part of
/// the objective. Stateless.
/// </summary>
internal static class IndividualFileWriter
{
    /// <summary>Writes the file.</summary>
    /// <param name="report">The run.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(RunReport report, TextWriter writer)
    {
        var model = report.Estimation.Cohort.Model;
        var size = model.Slots.Length;
        // An effect that is left out (variance 0) has no random number and is 0.
        int[] slots = [.. model.Model.RandomEffects.SelectMany(b => b.Effects).Select(e => Find(model.Slots, e.Symbol))];
        for (var step = 0; step < report.Steps.Length; step++)
        {
            var result = report.Steps[step].Result;
            writer.Write(ExchangeTitles.TableOf(step + 1, result, withGoal: false) + "\n");
            writer.Write(ExchangeTitles.Column("SUBJECT_NO") + ExchangeTitles.Column("ID"));
            for (var i = 1; i <= slots.Length; i++)
            {
                writer.Write(ExchangeTitles.Column($"ETA({i})"));
            }

            for (var i = 1; i <= slots.Length; i++)
            {
                for (var j = 1; j <= i; j++)
                {
                    writer.Write(ExchangeTitles.Column($"ETC({i},{j})"));
                }
            }

            writer.Write(" OBJ\n");
            for (var s = 0; s < result.Subjects.Length; s++)
            {
                var subject = result.Subjects[s];
                writer.Write($"{s + 1,13}{subject.Id,13}");
                foreach (var slot in slots)
                {
                    Write(writer, slot < 0 ? 0 : subject.Eta[slot]);
                }

                for (var i = 0; i < slots.Length; i++)
                {
                    for (var j = 0; j <= i; j++)
                    {
                        Write(writer, slots[i] < 0 || slots[j] < 0 ? 0 : subject.EtaCovariance[slots[i] * size + slots[j]]);
                    }
                }

                writer.Write(FortranText.Objective(subject.Ofv) + "\n");
            }
        }
    }

    private static int Find(IReadOnlyList<PopPK.Prediction.Compilation.EffectSlot> slots, PopPK.Symbolics.Symbol symbol)
    {
        for (var i = 0; i < slots.Count; i++)
        {
            if (slots[i].Effect.Symbol == symbol)
            {
                return i;
            }
        }

        return -1;
    }

    private static void Write(TextWriter writer, double value) => writer.Write(" " + FortranText.Exponential(value, 12, 5));
}
