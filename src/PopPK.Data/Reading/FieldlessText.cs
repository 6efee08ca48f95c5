namespace PopPK.Data.Reading;

/// <summary>Cuts a line into items separated by any number of blanks, by one comma or by one tab. Stateless.</summary>
internal static class FieldlessText
{
    /// <summary>Cuts a line.</summary>
    /// <param name="line">The line; characters below the blank count as tabs.</param>
    /// <param name="items">Receives the items; between two commas or tabs there is an empty one.</param>
    public static void Split(string line, List<string> items)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] <= ' ')
        {
            end--;
        }

        for (var position = 0; position < end;)
        {
            position = SkipBlanks(line, position, end);
            if (position >= end)
            {
                return;
            }

            var start = position;
            while (position < end && line[position] != ' ' && !IsDelimiter(line[position]))
            {
                position++;
            }

            items.Add(line[start..position]);
            position = SkipBlanks(line, position, end);
            if (position < end && IsDelimiter(line[position]))
            {
                position++;
            }
        }
    }

    private static bool IsDelimiter(char character) => character is ',' or < ' ';

    private static int SkipBlanks(string line, int position, int end)
    {
        while (position < end && line[position] == ' ')
        {
            position++;
        }

        return position;
    }
}
